"""Count how often the mail about a payout was sent once more because somebody asked for it."""

from alembic import op

revision = "accounting_0009"
down_revision = "accounting_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE payout_mail ADD COLUMN resent int NOT NULL DEFAULT 0")


def downgrade() -> None:
    op.execute("ALTER TABLE payout_mail DROP COLUMN resent")
