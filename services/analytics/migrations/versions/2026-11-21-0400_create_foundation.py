"""What every service has: the log of events, the accounts, the sessions."""

from alembic import op

from chassis.access.schema import create_access_tables, drop_access_tables
from chassis.postgres.schema import create_messaging_tables, drop_messaging_tables
from chassis.web.schema import create_session_tables, drop_session_tables

revision = "analytics_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_messaging_tables(op, "analytics")
    create_access_tables(op)
    create_session_tables(op)


def downgrade() -> None:
    drop_session_tables(op)
    drop_access_tables(op)
    drop_messaging_tables(op)
