"""The record of what was archived, for the services' migrations."""

from chassis.postgres.schema import Executor


def create_archive_table(op: Executor, service: str) -> None:
    """Create `outbox_archive`, which the runtime role `service` may read and the owner alone writes."""
    op.execute(_ARCHIVE)
    op.execute(_READ_ONLY.format(service=service))


def drop_archive_table(op: Executor) -> None:
    """Drop what `create_archive_table` created."""
    op.execute("DROP TABLE outbox_archive")


_ARCHIVE = """
CREATE TABLE outbox_archive (
    partition text NOT NULL CONSTRAINT pk_outbox_archive PRIMARY KEY,
    rows bigint NOT NULL,
    digest text NOT NULL,
    file text NOT NULL,
    archived_at timestamptz NOT NULL,
    restored_at timestamptz
)
"""

_READ_ONLY = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{service}') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON outbox_archive FROM "{service}";
    END IF;
END $$
"""
