"""Keep rebuilt entries without a key while millions of them arrive, and give them one at last."""

from alembic import op

revision = "analytics_0008"
down_revision = "analytics_0007"
branch_labels = None
depends_on = None

FIGURES = (
    "task",
    "entry",
    "day_figures",
    "account_day",
    "most_expensive_task",
    "tied_task",
    "closed_day",
    "reported_completion",
    "reported_price",
    "reported_payout",
)
UNKEY = """
CREATE FUNCTION unkey_rebuilt_entries() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    ALTER TABLE rebuilt.entry DROP CONSTRAINT IF EXISTS pk_entry;
END
$$
"""
KEY = """
CREATE FUNCTION key_rebuilt_entries() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET work_mem = '128MB' SET maintenance_work_mem = '256MB' AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'rebuilt.entry'::regclass AND contype = 'p') THEN
        RETURN;
    END IF;
    BEGIN
        ALTER TABLE rebuilt.entry ADD CONSTRAINT pk_entry PRIMARY KEY (transfer_id);
    EXCEPTION WHEN unique_violation THEN
        DELETE FROM rebuilt.entry WHERE ctid IN (
            SELECT ctid FROM (
                SELECT ctid, row_number() OVER (PARTITION BY transfer_id) AS place FROM rebuilt.entry
            ) AS told WHERE place > 1
        );
        ALTER TABLE rebuilt.entry ADD CONSTRAINT pk_entry PRIMARY KEY (transfer_id);
    END;
END
$$
"""
SWAP = f"""
CREATE OR REPLACE FUNCTION swap_rebuilt() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    figures text;
BEGIN
    FOREACH figures IN ARRAY ARRAY['{"', '".join(FIGURES)}'] LOOP
        EXECUTE format('LOCK TABLE public.%I, rebuilt.%I IN ACCESS EXCLUSIVE MODE', figures, figures);
    END LOOP;
    {{further}}
    FOREACH figures IN ARRAY ARRAY['{"', '".join(FIGURES)}'] LOOP
        EXECUTE format('ALTER TABLE public.%I SET SCHEMA replaced', figures);
        EXECUTE format('ALTER TABLE rebuilt.%I SET SCHEMA public', figures);
        EXECUTE format('ALTER TABLE replaced.%I SET SCHEMA rebuilt', figures);
    END LOOP;
END
$$
"""
ONLY_WITH_KEY = """IF NOT EXISTS (
        SELECT FROM pg_constraint WHERE conrelid = 'rebuilt.entry'::regclass AND contype = 'p'
    ) THEN
        RAISE EXCEPTION 'the rebuilt entries have no key: abandon this rebuild and begin another';
    END IF;"""


FUNCTIONS = ("unkey_rebuilt_entries", "key_rebuilt_entries")


def upgrade() -> None:
    op.execute(SWAP.format(further=ONLY_WITH_KEY))
    op.execute(UNKEY)
    op.execute(KEY)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function}() TO analytics")


def downgrade() -> None:
    op.execute("SELECT key_rebuilt_entries()")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
    op.execute(SWAP.format(further=""))
