"""Create the mails about payouts: one per employee and day, kept with what became of it."""

from alembic import op

revision = "accounting_0003"
down_revision = "accounting_0002"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE payout_mail (
    account_id uuid NOT NULL,
    day date NOT NULL,
    amount bigint NOT NULL CONSTRAINT ck_payout_mail_amount_positive CHECK (amount > 0),
    state text NOT NULL DEFAULT 'waiting'
        CONSTRAINT ck_payout_mail_state CHECK (state IN ('waiting', 'sent')),
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    last_error text,
    sent_at timestamptz,
    CONSTRAINT pk_payout_mail PRIMARY KEY (day, account_id),
    CONSTRAINT ck_payout_mail_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL))
)
"""

INDEX = """
CREATE INDEX ix_payout_mail_next_attempt_at ON payout_mail (next_attempt_at) WHERE state = 'waiting'
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(INDEX)


def downgrade() -> None:
    op.execute("DROP TABLE payout_mail")
