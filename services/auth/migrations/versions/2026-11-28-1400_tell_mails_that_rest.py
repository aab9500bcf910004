"""Whether a mail rests after a failure or is being sent: one that rests may be sent ahead of its time."""

from alembic import op

revision = "auth_0010"
down_revision = "auth_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE letter ADD COLUMN resting boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE letter DROP COLUMN resting")
