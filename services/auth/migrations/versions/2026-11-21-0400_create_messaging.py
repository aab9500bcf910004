"""The log of events to send, and what goes with it."""

from alembic import op

from chassis.postgres.schema import create_messaging_tables, drop_messaging_tables

revision = "auth_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_messaging_tables(op, "auth")


def downgrade() -> None:
    drop_messaging_tables(op)
