"""Room for figures built anew beside those that are shown, and two steps the service may take with it."""

from alembic import op

revision = "analytics_0005"
down_revision = "analytics_0004"
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
OFTEN_UPDATED = ("day_figures", "account_day", "most_expensive_task")
TABLES = (
    """
    CREATE TABLE rebuild (
        id uuid CONSTRAINT pk_rebuild PRIMARY KEY,
        phase text NOT NULL CONSTRAINT ck_rebuild_phase
            CHECK (phase IN ('loading', 'deriving', 'derived', 'following', 'swapped', 'abandoned')),
        started_at timestamptz NOT NULL,
        compared_at timestamptz,
        finished_at timestamptz,
        entries_expected bigint NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX ux_rebuild_unfinished ON rebuild ((finished_at IS NULL)) WHERE finished_at IS NULL",
    """
    CREATE TABLE rebuild_history (
        rebuild_id uuid NOT NULL,
        producer text NOT NULL,
        asked_at timestamptz,
        told_at timestamptz,
        entries bigint NOT NULL DEFAULT 0,
        CONSTRAINT pk_rebuild_history PRIMARY KEY (rebuild_id, producer)
    )
    """,
    """
    CREATE TABLE rebuild_difference (
        rebuild_id uuid NOT NULL,
        place int NOT NULL,
        figure text NOT NULL,
        about text NOT NULL,
        live text,
        rebuilt text,
        CONSTRAINT pk_rebuild_difference PRIMARY KEY (rebuild_id, place)
    )
    """,
    """
    CREATE TABLE rebuild_waiting_entry (
        transfer_id uuid CONSTRAINT pk_rebuild_waiting_entry PRIMARY KEY,
        kind text NOT NULL,
        account_id uuid NOT NULL,
        task_id uuid,
        amount bigint NOT NULL,
        day date NOT NULL,
        occurred_at timestamptz NOT NULL
    )
    """,
)

EMPTY = f"""
CREATE FUNCTION empty_rebuilt() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    TRUNCATE {", ".join(f"rebuilt.{table}" for table in FIGURES)};
END
$$
"""
SWAP = f"""
CREATE FUNCTION swap_rebuilt() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    figures text;
BEGIN
    FOREACH figures IN ARRAY ARRAY['{"', '".join(FIGURES)}'] LOOP
        EXECUTE format('LOCK TABLE public.%I, rebuilt.%I IN ACCESS EXCLUSIVE MODE', figures, figures);
    END LOOP;
    FOREACH figures IN ARRAY ARRAY['{"', '".join(FIGURES)}'] LOOP
        EXECUTE format('ALTER TABLE public.%I SET SCHEMA replaced', figures);
        EXECUTE format('ALTER TABLE rebuilt.%I SET SCHEMA public', figures);
        EXECUTE format('ALTER TABLE replaced.%I SET SCHEMA rebuilt', figures);
    END LOOP;
END
$$
"""


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)
    op.execute("CREATE SCHEMA rebuilt")
    op.execute("CREATE SCHEMA replaced")
    op.execute("GRANT USAGE ON SCHEMA rebuilt TO analytics")
    for table in FIGURES:
        op.execute(
            f"CREATE TABLE rebuilt.{table} "
            f"(LIKE public.{table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)"
        )
        op.execute(f"ALTER INDEX rebuilt.{table}_pkey RENAME TO pk_{table}")
    for table in OFTEN_UPDATED:
        op.execute(f"ALTER TABLE rebuilt.{table} SET (fillfactor = 50)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA rebuilt TO analytics")
    for function, body in (("empty_rebuilt", EMPTY), ("swap_rebuilt", SWAP)):
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function}() TO analytics")


def downgrade() -> None:
    op.execute("DROP FUNCTION swap_rebuilt(), empty_rebuilt()")
    op.execute(f"DROP TABLE {', '.join(f'rebuilt.{table}' for table in FIGURES)}")
    op.execute("DROP SCHEMA replaced")
    op.execute("DROP SCHEMA rebuilt")
    op.execute("DROP TABLE rebuild_waiting_entry, rebuild_difference, rebuild_history, rebuild")
