"""The tables of dead letters, for the services' migrations."""

from chassis.postgres.schema import Executor, make_append_only


def create_dead_letter_tables(op: Executor, service: str) -> None:
    """Create `dead_letter` and `dead_letter_act`; of the latter `service` may change and remove nothing.

    Needs `create_messaging_tables` before it.
    """
    op.execute(_LETTER)
    op.execute("CREATE INDEX ix_dead_letter_waiting ON dead_letter (seq) WHERE state = 'waiting'")
    op.execute(_ACT)
    op.execute("CREATE INDEX ix_dead_letter_act_letter ON dead_letter_act (letter, id)")
    make_append_only(op, "dead_letter_act", service)


def drop_dead_letter_tables(op: Executor) -> None:
    """Drop what `create_dead_letter_tables` created."""
    op.execute("DROP TABLE dead_letter_act")
    op.execute("DROP TABLE dead_letter")


_LETTER = """
CREATE TABLE dead_letter (
    seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT uq_dead_letter_seq UNIQUE,
    id text NOT NULL CONSTRAINT pk_dead_letter PRIMARY KEY,
    type text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    attempts int NOT NULL,
    deaths int NOT NULL DEFAULT 1,
    body bytea NOT NULL,
    first_failed_at timestamptz NOT NULL,
    last_failed_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting'
        CONSTRAINT ck_dead_letter_state CHECK (state IN ('waiting', 'replayed', 'discarded'))
)
"""

_ACT = """
CREATE TABLE dead_letter_act (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_dead_letter_act PRIMARY KEY,
    letter text NOT NULL,
    state text NOT NULL CONSTRAINT ck_dead_letter_act_state CHECK (state IN ('replayed', 'discarded')),
    actor text NOT NULL,
    actor_name text NOT NULL,
    why text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
