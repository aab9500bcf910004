"""Old parts of the log may be kept in files; which ones is on record."""

from alembic import op

from chassis.archive.schema import create_archive_table, drop_archive_table

revision = "2026_11_21_0820"
down_revision = "2026_11_21_0727"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_archive_table(op, "tracker")


def downgrade() -> None:
    drop_archive_table(op)
