"""The replica's table, for the services' migrations."""

from chassis.access.tables import ACTIVE
from chassis.postgres.schema import Executor


def create_access_tables(op: Executor) -> None:
    """Create `account`; its generated `active` says whether the account may act, given all events so far."""
    op.execute(
        f"""
        CREATE TABLE account (
            account_id uuid NOT NULL CONSTRAINT pk_account PRIMARY KEY,
            version integer NOT NULL,
            name text NOT NULL,
            email text NOT NULL,
            role text NOT NULL,
            locale text NOT NULL,
            stated_active boolean NOT NULL,
            stated_at timestamptz,
            inactive_stated_at timestamptz,
            deactivated_at timestamptz,
            active boolean NOT NULL GENERATED ALWAYS AS ({ACTIVE}) STORED
        )
        """
    )


def drop_access_tables(op: Executor) -> None:
    """Drop what `create_access_tables` created."""
    op.execute("DROP TABLE account")
