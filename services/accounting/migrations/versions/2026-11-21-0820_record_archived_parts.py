"""Old parts of the log may be kept in files; which ones is on record."""

from alembic import op

from chassis.archive.schema import create_archive_table, drop_archive_table

revision = "accounting_0010"
down_revision = "accounting_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_archive_table(op, "accounting")


def downgrade() -> None:
    drop_archive_table(op)
