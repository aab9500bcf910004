"""Notices that are to be repeated, as their client had only just redeemed a code when the session ended."""

from alembic import op

revision = "auth_0009"
down_revision = "auth_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE logout_notice ADD COLUMN repeat_at timestamptz")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE logout_notice DROP COLUMN repeat_at")
