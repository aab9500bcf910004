"""What each popug last saw: their tasks, those that went to others since, and how far they read."""

from alembic import op

revision = "2026_11_21_0700"
down_revision = "2026_11_21_0655"
branch_labels = None
depends_on = None

SIGHT = """
CREATE TABLE sight (
    account_id uuid NOT NULL,
    seq bigint NOT NULL CONSTRAINT fk_sight_seq REFERENCES task,
    assignment_no integer NOT NULL,
    CONSTRAINT pk_sight PRIMARY KEY (account_id, seq)
)
"""

DEPARTURE = """
CREATE TABLE departure (
    account_id uuid NOT NULL,
    seq bigint NOT NULL CONSTRAINT fk_departure_seq REFERENCES task,
    left_at timestamptz NOT NULL,
    CONSTRAINT pk_departure PRIMARY KEY (account_id, seq)
)
"""

READING = """
CREATE TABLE reading (
    account_id uuid NOT NULL,
    task_id uuid NOT NULL CONSTRAINT fk_reading_task_id REFERENCES task (id),
    last_seq bigint NOT NULL,
    CONSTRAINT pk_reading PRIMARY KEY (account_id, task_id)
)
"""


def upgrade() -> None:
    for statement in (SIGHT, DEPARTURE, READING):
        op.execute(statement)
    op.execute("CREATE INDEX ix_message_author_id_posted_at ON message (author_id, posted_at)")


def downgrade() -> None:
    op.execute("DROP INDEX ix_message_author_id_posted_at")
    for table in ("reading", "departure", "sight"):
        op.execute(f"DROP TABLE {table}")
