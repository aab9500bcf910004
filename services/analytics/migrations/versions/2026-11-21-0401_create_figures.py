"""Create what the dashboard reads: figures per day, balances, the most expensive tasks, who is in the red."""

from alembic import op

revision = "analytics_0002"
down_revision = "analytics_0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE task (
        task_id uuid CONSTRAINT pk_task PRIMARY KEY,
        jira_id text,
        title text NOT NULL
    )
    """,
    """
    CREATE TABLE entry (
        transfer_id uuid CONSTRAINT pk_entry PRIMARY KEY,
        kind text NOT NULL CONSTRAINT ck_entry_kind
            CHECK (kind IN ('assignment_fee', 'completion_reward', 'payout')),
        account_id uuid NOT NULL,
        task_id uuid,
        amount bigint NOT NULL CONSTRAINT ck_entry_amount_positive CHECK (amount > 0),
        day date NOT NULL,
        occurred_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE day_figures (
        day date CONSTRAINT pk_day_figures PRIMARY KEY,
        fees bigint NOT NULL DEFAULT 0,
        rewards bigint NOT NULL DEFAULT 0,
        payouts bigint NOT NULL DEFAULT 0,
        completions int NOT NULL DEFAULT 0,
        into_the_red int NOT NULL DEFAULT 0
    ) WITH (fillfactor = 50)
    """,
    """
    CREATE TABLE account_day (
        account_id uuid NOT NULL,
        day date NOT NULL,
        moved_by bigint NOT NULL,
        balance bigint NOT NULL,
        CONSTRAINT pk_account_day PRIMARY KEY (account_id, day)
    ) WITH (fillfactor = 50)
    """,
    """
    CREATE TABLE most_expensive_task (
        completed_on date NOT NULL,
        reward bigint NOT NULL,
        task_id uuid NOT NULL,
        account_id uuid NOT NULL,
        CONSTRAINT pk_most_expensive_task PRIMARY KEY (completed_on, task_id)
    )
    """,
    """
    CREATE TABLE closed_day (
        day date CONSTRAINT pk_closed_day PRIMARY KEY,
        fees bigint NOT NULL,
        rewards bigint NOT NULL,
        payouts bigint NOT NULL
    )
    """,
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)


def downgrade() -> None:
    op.execute("DROP TABLE closed_day, most_expensive_task, account_day, day_figures, entry, task")
