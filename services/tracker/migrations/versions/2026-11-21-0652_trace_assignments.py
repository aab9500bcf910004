"""Which event passed on which stretch of tasks, and who had a task first: the way to every assignment."""

from alembic import op

from chassis.postgres.schema import make_append_only

revision = "2026_11_21_0652"
down_revision = "2026_11_21_1200"
branch_labels = None
depends_on = None

STRETCH = """
CREATE TABLE stretch (
    reassignment_id uuid NOT NULL CONSTRAINT fk_stretch_reassignment_id REFERENCES reassignment,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    outbox_id bigint NOT NULL,
    CONSTRAINT pk_stretch PRIMARY KEY (reassignment_id, last_seq)
)
"""

TRACE_WHAT_WAS_PASSED_ON = """
INSERT INTO stretch (reassignment_id, first_seq, last_seq, outbox_id)
SELECT (told.data ->> 'reassignment_id')::uuid, min(task.seq), max(task.seq), told.id
FROM (SELECT id, convert_from(body, 'UTF8')::jsonb -> 'data' AS data
      FROM outbox WHERE type = 'task.assigned' AND subject IS NULL) AS told
CROSS JOIN jsonb_array_elements(told.data -> 'assignments') AS assignment
JOIN task ON task.id = (assignment ->> 'task_id')::uuid
GROUP BY told.id, told.data ->> 'reassignment_id'
"""

TRACE_WHO_WAS_FIRST = """
UPDATE task
SET first_assignee_id = (convert_from(told.body, 'UTF8')::jsonb #>> '{data,assignments,0,account_id}')::uuid
FROM outbox AS told
WHERE told.type = 'task.assigned' AND told.subject = task.id::text
"""


def upgrade() -> None:
    op.execute(STRETCH)
    op.execute(TRACE_WHAT_WAS_PASSED_ON)
    make_append_only(op, "stretch", "tracker")
    op.execute("ALTER TABLE task ADD COLUMN first_assignee_id uuid")
    op.execute(TRACE_WHO_WAS_FIRST)


def downgrade() -> None:
    op.execute("ALTER TABLE task DROP COLUMN first_assignee_id")
    op.execute("DROP TABLE stretch")
