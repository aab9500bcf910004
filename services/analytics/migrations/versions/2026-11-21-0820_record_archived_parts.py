"""Old parts of the log may be kept in files; which ones is on record."""

from alembic import op

from chassis.archive.schema import create_archive_table, drop_archive_table

revision = "analytics_0007"
down_revision = "analytics_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_archive_table(op, "analytics")


def downgrade() -> None:
    drop_archive_table(op)
