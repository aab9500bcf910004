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
        fees bigint NOT NULL,
        rewards bigint NOT NULL,
        payouts bigint NOT NULL,
        completions bigint NOT NULL,
        entries bigint NOT NULL,
        into_the_red bigint NOT NULL DEFAULT 0,
        latest_entry_at timestamptz NOT NULL
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
        day date CONSTRAINT pk_most_expensive_task PRIMARY KEY,
        reward bigint NOT NULL,
        task_id uuid NOT NULL,
        account_id uuid NOT NULL,
        completed_at timestamptz NOT NULL,
        transfer_id uuid NOT NULL,
        others bigint NOT NULL
    ) WITH (fillfactor = 50)
    """,
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)


def downgrade() -> None:
    op.execute("DROP TABLE most_expensive_task, account_day, day_figures, entry, task")
