"""The replica of the accounts, as services join with it."""

from sqlalchemy import Boolean, Column, Computed, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import UUID

ACTIVE = (
    "stated_active AND (deactivated_at IS NULL OR stated_at > deactivated_at"
    " OR coalesce(inactive_stated_at >= deactivated_at, false))"
)
"""When an account may act; see the package for why."""


def account_table(metadata: MetaData) -> Table:
    """The table `account` in a service's own `metadata`; write to it through `PostgresAccounts` only."""
    return Table(
        "account",
        metadata,
        Column("account_id", UUID(as_uuid=True), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("locale", Text, nullable=False),
        Column("stated_active", Boolean, nullable=False),
        Column("stated_at", DateTime(timezone=True), nullable=True),
        Column("inactive_stated_at", DateTime(timezone=True), nullable=True),
        Column("deactivated_at", DateTime(timezone=True), nullable=True),
        Column("active", Boolean, Computed(ACTIVE, persisted=True), nullable=False),
    )
