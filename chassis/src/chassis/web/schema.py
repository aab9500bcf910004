"""The table of signed-in browsers, for the services' migrations."""

from chassis.postgres.schema import Executor


def create_session_tables(op: Executor) -> None:
    """Create `web_session`."""
    op.execute(
        """
        CREATE TABLE web_session (
            digest bytea NOT NULL CONSTRAINT pk_web_session PRIMARY KEY,
            account_id uuid NOT NULL,
            name text NOT NULL,
            email text NOT NULL,
            role text NOT NULL,
            provider_session text,
            id_token text NOT NULL,
            created_at timestamptz NOT NULL,
            seen_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX ix_web_session_account ON web_session (account_id)")
    op.execute("CREATE INDEX ix_web_session_provider_session ON web_session (provider_session)")
    op.execute("CREATE INDEX ix_web_session_seen_at ON web_session (seen_at)")


def drop_session_tables(op: Executor) -> None:
    """Drop what `create_session_tables` created."""
    op.execute("DROP TABLE web_session")
