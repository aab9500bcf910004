"""The tables every service's messaging needs, made by the service's own migrations."""

from collections.abc import Collection
from typing import Any, Protocol

OUTBOX_PARTITION_ROWS = 10_000_000
OUTBOX_PARTITIONS_AHEAD = 3
MIGRATING = 7_001_001
"""The advisory lock of whoever changes tables."""

MESSAGING_TABLES = frozenset(
    {
        *("outbox", "outbox_archive", "outbox_cursor", "inbox", "synchronisation"),
        *("dead_letter", "dead_letter_act"),
    }
)
"""Those among them that `chassis.dead_letters.schema` and `chassis.archive.schema` make."""


class Executor(Protocol):
    """What runs one SQL statement: alembic's `op`, or a connection in disguise."""

    def execute(self, sqltext: str, /) -> Any:
        """Run one statement."""
        ...


def create_messaging_tables(op: Executor, service: str) -> None:
    """Create outbox, outbox_cursor, inbox and synchronisation; `service` is the runtime role, kept from
    changing or removing what was said.

    The ids come from a sequence and not from an identity, which a partitioned table has from PostgreSQL 17
    on only; CACHE 1 is load-bearing: the relay's order rests on ids growing in the order they are drawn.
    """
    for statement in (
        _SEQUENCE,
        _OUTBOX,
        _OUTBOX_XID,
        _OUTBOX_OWNS,
        _REFUSE,
        _CURSOR,
        _INBOX,
        _SYNCHRONISATION,
    ):
        op.execute(statement)
    op.execute("CREATE TABLE outbox_rest PARTITION OF outbox DEFAULT")
    for number in range(OUTBOX_PARTITIONS_AHEAD + 1):
        op.execute(partition_ddl(number))
    make_append_only(op, "outbox", service)
    op.execute(GUARD_PARTITIONS)


def drop_messaging_tables(op: Executor) -> None:
    """Remove everything `create_messaging_tables` made, the log included."""
    for table in ("synchronisation", "inbox", "outbox_cursor", "outbox"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION IF EXISTS refuse_change() CASCADE")


def extend_outbox(op: Executor, last_id: int, present: Collection[str]) -> None:
    """Make the outbox's partitions ahead of `last_id`, its sequence's last value; `present` are those it has.

    The partition that `last_id` lies in is left out: if it is missing, its rows are in `outbox_rest` already.
    """
    current = last_id // OUTBOX_PARTITION_ROWS
    ahead = range(current + 1, current + 1 + OUTBOX_PARTITIONS_AHEAD)
    missing = [number for number in ahead if partition_name(number) not in present]
    for number in missing:
        op.execute(partition_ddl(number))
    if missing:
        op.execute(GUARD_PARTITIONS)


def store_events_uncompressed(op: Executor) -> None:
    """Keep large events in the outbox as they are, in the partitions to come as well.

    PostgreSQL's own compression takes about a millisecond for an event of 60 kB, once more to read it back:
    worth it only where disk is dearer than time. It applies to what is written from now on.
    """
    op.execute("ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL")


def compress_events(op: Executor) -> None:
    """Have PostgreSQL compress large events in the outbox, as it does unless told otherwise."""
    op.execute("ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTENDED")


def make_append_only(op: Executor, table: str, service: str) -> None:
    """Let rows of `table` be neither changed nor removed: the role `service` has no right, a trigger refuses.

    Needs `create_messaging_tables` before it (the trigger's function is made there). A role that does not
    exist has nothing to be taken from it.
    """
    op.execute(_REVOKE.format(table=table, service=service))
    op.execute(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def partition_name(number: int) -> str:
    """The name of the outbox's partition `number`, counted from 0."""
    return f"outbox_{number:06}"


def partition_number(name: str) -> int:
    """The number of the partition called `name`; raises ValueError for what is none."""
    return int(name.removeprefix("outbox_"))


def partition_ddl(number: int) -> str:
    """The statement that makes the outbox's partition `number`, counted from 0."""
    return f"CREATE TABLE {partition_name(number)} PARTITION OF outbox {partition_bounds(number)}"


def partition_bounds(number: int) -> str:
    """Which ids the outbox's partition `number` takes, as DDL says it."""
    start, end = number * OUTBOX_PARTITION_ROWS, (number + 1) * OUTBOX_PARTITION_ROWS
    return f"FOR VALUES FROM ({start or 'MINVALUE'}) TO ({end})"


_SEQUENCE = "CREATE SEQUENCE outbox_id_seq AS bigint CACHE 1"

_OUTBOX = """
CREATE TABLE outbox (
    id bigint NOT NULL DEFAULT nextval('outbox_id_seq'),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    type text NOT NULL,
    version int NOT NULL,
    subject text,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT pk_outbox PRIMARY KEY (id)
) PARTITION BY RANGE (id)
"""

_OUTBOX_XID = "CREATE INDEX ix_outbox_xid ON outbox (xid)"

_OUTBOX_OWNS = "ALTER SEQUENCE outbox_id_seq OWNED BY outbox.id"

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$
"""

_REVOKE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{service}') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{service}";
    END IF;
END $$
"""

GUARD_PARTITIONS = """
DO $$ DECLARE part regclass; role regrole; BEGIN
    FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'outbox'::regclass LOOP
        FOR role IN SELECT DISTINCT grantee::regrole FROM pg_class, aclexplode(relacl)
                    WHERE oid = part AND grantee NOT IN (0, relowner) LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', part, role);
        END LOOP;
        IF NOT EXISTS (SELECT FROM pg_trigger
                       WHERE tgrelid = part AND tgname = 'outbox_is_never_emptied') THEN
            EXECUTE format('CREATE TRIGGER outbox_is_never_emptied BEFORE TRUNCATE ON %s '
                           'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
        END IF;
    END LOOP;
END $$
"""

_CURSOR = """
CREATE TABLE outbox_cursor (
    name text NOT NULL CONSTRAINT pk_outbox_cursor PRIMARY KEY,
    exchange text NOT NULL,
    routing_key text,
    types text[],
    epoch bigint NOT NULL DEFAULT 0,
    last pg_snapshot NOT NULL,
    win pg_snapshot,
    after_id bigint NOT NULL DEFAULT 0,
    sweep_to bigint,
    opened_at timestamptz NOT NULL DEFAULT now(),
    moved_at timestamptz NOT NULL DEFAULT now()
)
"""

_INBOX = """
CREATE TABLE inbox (
    message_id text NOT NULL CONSTRAINT pk_inbox PRIMARY KEY,
    claimed_at timestamptz NOT NULL DEFAULT now()
)
"""

_SYNCHRONISATION = """
CREATE TABLE synchronisation (
    producer text NOT NULL CONSTRAINT pk_synchronisation PRIMARY KEY,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz
)
"""
