"""Name the tasks that share a day's highest reward, and note how fresh the figures are."""

from alembic import op

revision = "analytics_0004"
down_revision = "analytics_0003"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE tied_task (
        day date NOT NULL,
        transfer_id uuid NOT NULL,
        reward bigint NOT NULL,
        task_id uuid NOT NULL,
        account_id uuid NOT NULL,
        completed_at timestamptz NOT NULL,
        CONSTRAINT pk_tied_task PRIMARY KEY (day, transfer_id)
    )
    """,
    """
    CREATE TABLE freshness (
        id smallint CONSTRAINT pk_freshness PRIMARY KEY CONSTRAINT ck_freshness_one_row CHECK (id = 1),
        seen_at timestamptz NOT NULL,
        waiting bigint NOT NULL,
        delay_ms bigint
    )
    """,
)
FIRST_OF_EACH_DAY = """
INSERT INTO tied_task (day, transfer_id, reward, task_id, account_id, completed_at)
SELECT day, transfer_id, reward, task_id, account_id, completed_at FROM most_expensive_task
"""


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)
    op.execute(FIRST_OF_EACH_DAY)


def downgrade() -> None:
    op.execute("DROP TABLE freshness, tied_task")
