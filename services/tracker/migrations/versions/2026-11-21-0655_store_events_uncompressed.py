"""Store events as they are: compressing half a thousand assignments took as long as passing them on."""

from alembic import op

from chassis.postgres.schema import compress_events, store_events_uncompressed

revision = "2026_11_21_0655"
down_revision = "2026_11_21_0652"
branch_labels = None
depends_on = None


def upgrade() -> None:
    store_events_uncompressed(op)


def downgrade() -> None:
    compress_events(op)
