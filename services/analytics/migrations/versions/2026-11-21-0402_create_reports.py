"""Keep what the others tell apart from the ledger's entries, to compare with them."""

from alembic import op

revision = "analytics_0003"
down_revision = "analytics_0002"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE closed_day (
        day date CONSTRAINT pk_closed_day PRIMARY KEY,
        fees bigint NOT NULL,
        rewards bigint NOT NULL,
        payouts bigint NOT NULL
    )
    """,
    """
    CREATE TABLE reported_completion (
        task_id uuid CONSTRAINT pk_reported_completion PRIMARY KEY,
        account_id uuid NOT NULL
    )
    """,
    """
    CREATE TABLE reported_price (
        task_id uuid CONSTRAINT pk_reported_price PRIMARY KEY,
        fee bigint NOT NULL,
        reward bigint NOT NULL
    )
    """,
    """
    CREATE TABLE reported_payout (
        account_id uuid NOT NULL,
        day date NOT NULL,
        amount bigint NOT NULL,
        CONSTRAINT pk_reported_payout PRIMARY KEY (account_id, day)
    )
    """,
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)


def downgrade() -> None:
    op.execute("DROP TABLE reported_payout, reported_price, reported_completion, closed_day")
