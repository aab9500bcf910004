"""Note since when days are closed by themselves."""

from alembic import op

revision = "accounting_0005"
down_revision = "accounting_0004"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE closing_schedule (
    one boolean DEFAULT true
        CONSTRAINT pk_closing_schedule PRIMARY KEY
        CONSTRAINT ck_closing_schedule_one CHECK (one),
    begun_on date NOT NULL
)
"""


def upgrade() -> None:
    op.execute(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE closing_schedule")
