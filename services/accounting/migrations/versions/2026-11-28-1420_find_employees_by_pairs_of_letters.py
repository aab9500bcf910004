"""Find employees by any part of their name or address without reading all of them."""

from alembic import op

revision = "accounting_0011"
down_revision = "accounting_0010"
branch_labels = None
depends_on = None

LETTER_PAIRS = """
CREATE FUNCTION letter_pairs(name text, email text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(lower(told), place, 2)), '{}')
    FROM unnest(ARRAY[name, email]) told, generate_series(1, length(told) - 1) place
$$
"""

INDEX = "CREATE INDEX ix_account_letter_pairs ON account USING gin (letter_pairs(name, email))"


def upgrade() -> None:
    op.execute(LETTER_PAIRS)
    op.execute(INDEX)


def downgrade() -> None:
    op.execute("DROP INDEX ix_account_letter_pairs")
    op.execute("DROP FUNCTION letter_pairs(text, text)")
