"""Dead letters are kept in the database, and what is decided about them is on record."""

from alembic import op

from chassis.dead_letters.schema import create_dead_letter_tables, drop_dead_letter_tables

revision = "auth_0007"
down_revision = "auth_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_dead_letter_tables(op, "auth")


def downgrade() -> None:
    drop_dead_letter_tables(op)
