"""Dead letters are kept in the database, and what is decided about them is on record."""

from alembic import op

from chassis.dead_letters.schema import create_dead_letter_tables, drop_dead_letter_tables

revision = "2026_11_21_0727"
down_revision = "2026_11_21_0713"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_dead_letter_tables(op, "tracker")


def downgrade() -> None:
    drop_dead_letter_tables(op)
