"""Tasks, who has them, their discussions, and reassignments."""

from alembic import op

from chassis.access.schema import create_access_tables, drop_access_tables
from chassis.postgres.schema import create_messaging_tables, drop_messaging_tables
from chassis.web.schema import create_session_tables, drop_session_tables

revision = "2026_11_21_1200"
down_revision = None
branch_labels = None
depends_on = None

TASK = """
CREATE TABLE task (
    seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_task PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT uq_task_id UNIQUE,
    title text NOT NULL,
    jira_id text,
    description text,
    author_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', title || ' ' || coalesce(description, ''))
        || array_to_tsvector(array_remove(ARRAY[lower(jira_id)], NULL))
    ) STORED
)
"""

ASSIGNMENT = """
CREATE TABLE assignment (
    seq bigint CONSTRAINT pk_assignment PRIMARY KEY CONSTRAINT fk_assignment_seq REFERENCES task,
    task_id uuid NOT NULL,
    assignee_id uuid NOT NULL,
    assignment_no integer NOT NULL,
    status smallint NOT NULL,
    version integer NOT NULL,
    assigned_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT ck_assignment_completed CHECK ((status = 1) = (completed_at IS NOT NULL))
)
"""

REASSIGNMENT = """
CREATE TABLE reassignment (
    id uuid CONSTRAINT pk_reassignment PRIMARY KEY,
    started_by uuid NOT NULL,
    started_at timestamptz NOT NULL,
    key text NOT NULL,
    total bigint NOT NULL,
    max_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    done bigint NOT NULL,
    state text NOT NULL,
    finished_at timestamptz,
    superseded_by uuid,
    CONSTRAINT uq_reassignment_started_by_key UNIQUE (started_by, key),
    CONSTRAINT ck_reassignment_state CHECK (state IN ('running', 'finished', 'superseded'))
)
"""

MESSAGE = """
CREATE TABLE message (
    seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_message PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT uq_message_id UNIQUE,
    task_id uuid NOT NULL CONSTRAINT fk_message_task_id REFERENCES task (id),
    author_id uuid NOT NULL,
    text text NOT NULL,
    posted_at timestamptz NOT NULL
)
"""

INDEXES = (
    "CREATE INDEX ix_task_search ON task USING gin (search) WITH (fastupdate = off)",
    "CREATE INDEX ix_assignment_status_seq ON assignment (status, seq)",
    "CREATE INDEX ix_assignment_assignee_id_status_seq ON assignment (assignee_id, status, seq)",
    "CREATE INDEX ix_assignment_completed ON assignment (assignee_id, completed_at) WHERE status = 1",
    "CREATE UNIQUE INDEX uq_reassignment_running ON reassignment (state) WHERE state = 'running'",
    "CREATE INDEX ix_reassignment_started_at ON reassignment (started_at)",
    "CREATE INDEX ix_message_task_id_seq ON message (task_id, seq)",
)

VACUUM_SOONER = """
ALTER TABLE assignment SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0)
"""


def upgrade() -> None:
    create_messaging_tables(op, "tracker")
    create_access_tables(op)
    create_session_tables(op)
    for statement in (TASK, ASSIGNMENT, REASSIGNMENT, MESSAGE, *INDEXES, VACUUM_SOONER):
        op.execute(statement)


def downgrade() -> None:
    for table in ("message", "reassignment", "assignment", "task"):
        op.execute(f"DROP TABLE {table}")
    drop_session_tables(op)
    drop_access_tables(op)
    drop_messaging_tables(op)
