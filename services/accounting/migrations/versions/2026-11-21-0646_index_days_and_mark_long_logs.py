"""Index the entries of a day, mark stands within long days of an account, and note when a price was set."""

from alembic import op

from chassis.postgres.schema import make_append_only

revision = "accounting_0004"
down_revision = "accounting_0003"
branch_labels = None
depends_on = None

INDEX = "CREATE INDEX ix_transfer_day ON transfer (day, id)"

PRICE = "ALTER TABLE task_price ADD COLUMN set_at timestamptz"
PRICE_FROM_NOW_ON = "ALTER TABLE task_price ALTER COLUMN set_at SET DEFAULT now()"

ENTRIES = "ALTER TABLE account_day ADD COLUMN entries int NOT NULL DEFAULT 0"

COUNTED = """
UPDATE account_day d SET entries = t.entries
FROM (SELECT account, day, count(*) AS entries FROM transfer WHERE kind <> 3 GROUP BY account, day) t
WHERE d.account = t.account AND d.day = t.day
"""

MARKS = """
CREATE TABLE account_mark (
    account int NOT NULL,
    day date NOT NULL,
    entry bigint NOT NULL,
    result bigint NOT NULL,
    CONSTRAINT pk_account_mark PRIMARY KEY (account, day, entry)
)
"""

MARKED = """
INSERT INTO account_mark (account, day, entry, result)
SELECT account, day, id, result FROM (
    SELECT account, day, id, sum(CASE kind WHEN 2 THEN amount ELSE -amount END) OVER log AS result,
           row_number() OVER log AS place
    FROM transfer WHERE kind <> 3 WINDOW log AS (PARTITION BY account, day ORDER BY id)
) numbered
WHERE place % 512 = 0
"""


def upgrade() -> None:
    for statement in (INDEX, PRICE, PRICE_FROM_NOW_ON, ENTRIES, COUNTED, MARKS, MARKED):
        op.execute(statement)
    make_append_only(op, "account_mark", "accounting")


def downgrade() -> None:
    op.execute("DROP TABLE account_mark")
    op.execute("ALTER TABLE account_day DROP COLUMN entries")
    op.execute("ALTER TABLE task_price DROP COLUMN set_at")
    op.execute("DROP INDEX ix_transfer_day")
