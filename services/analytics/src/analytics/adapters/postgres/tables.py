"""Analytics' tables, as its migrations leave them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from chassis.access.tables import account_table

metadata = MetaData(
    naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "pk": "pk_%(table_name)s"}
)

account = account_table(metadata)

task = Table(
    "task",
    metadata,
    Column("task_id", UUID(as_uuid=True), primary_key=True),
    Column("jira_id", Text),
    Column("title", Text, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    Column("transfer_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_id", UUID(as_uuid=True), nullable=False),
    Column("task_id", UUID(as_uuid=True)),
    Column("amount", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("kind IN ('assignment_fee', 'completion_reward', 'payout')", name="kind"),
    CheckConstraint("amount > 0", name="amount_positive"),
)

day_figures = Table(
    "day_figures",
    metadata,
    Column("day", Date, primary_key=True),
    Column("fees", BigInteger, nullable=False),
    Column("rewards", BigInteger, nullable=False),
    Column("payouts", BigInteger, nullable=False),
    Column("completions", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("into_the_red", BigInteger, nullable=False, server_default=text("0")),
    Column("latest_entry_at", DateTime(timezone=True), nullable=False),
)

account_day = Table(
    "account_day",
    metadata,
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("moved_by", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
)

most_expensive_task = Table(
    "most_expensive_task",
    metadata,
    Column("day", Date, primary_key=True),
    Column("reward", BigInteger, nullable=False),
    Column("task_id", UUID(as_uuid=True), nullable=False),
    Column("account_id", UUID(as_uuid=True), nullable=False),
    Column("completed_at", DateTime(timezone=True), nullable=False),
    Column("transfer_id", UUID(as_uuid=True), nullable=False),
    Column("others", BigInteger, nullable=False),
)

tied_task = Table(
    "tied_task",
    metadata,
    Column("day", Date, primary_key=True),
    Column("transfer_id", UUID(as_uuid=True), primary_key=True),
    Column("reward", BigInteger, nullable=False),
    Column("task_id", UUID(as_uuid=True), nullable=False),
    Column("account_id", UUID(as_uuid=True), nullable=False),
    Column("completed_at", DateTime(timezone=True), nullable=False),
)

rebuild = Table(
    "rebuild",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("phase", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("compared_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("entries_expected", BigInteger, nullable=False),
    CheckConstraint(
        "phase IN ('loading', 'deriving', 'derived', 'following', 'swapped', 'abandoned')", name="phase"
    ),
    Index(
        "ux_rebuild_unfinished",
        text("(finished_at IS NULL)"),
        unique=True,
        postgresql_where=text("finished_at IS NULL"),
    ),
)

rebuild_history = Table(
    "rebuild_history",
    metadata,
    Column("rebuild_id", UUID(as_uuid=True), primary_key=True),
    Column("producer", Text, primary_key=True),
    Column("asked_at", DateTime(timezone=True)),
    Column("told_at", DateTime(timezone=True)),
    Column("entries", BigInteger, nullable=False, server_default=text("0")),
)

rebuild_difference = Table(
    "rebuild_difference",
    metadata,
    Column("rebuild_id", UUID(as_uuid=True), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("figure", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("live", Text),
    Column("rebuilt", Text),
)

rebuild_waiting_entry = Table(
    "rebuild_waiting_entry",
    metadata,
    Column("transfer_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_id", UUID(as_uuid=True), nullable=False),
    Column("task_id", UUID(as_uuid=True)),
    Column("amount", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
)

freshness = Table(
    "freshness",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("waiting", BigInteger, nullable=False),
    Column("delay_ms", BigInteger),
    CheckConstraint("id = 1", name="one_row"),
)

closed_day = Table(
    "closed_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("fees", BigInteger, nullable=False),
    Column("rewards", BigInteger, nullable=False),
    Column("payouts", BigInteger, nullable=False),
)

reported_completion = Table(
    "reported_completion",
    metadata,
    Column("task_id", UUID(as_uuid=True), primary_key=True),
    Column("account_id", UUID(as_uuid=True), nullable=False),
)

reported_price = Table(
    "reported_price",
    metadata,
    Column("task_id", UUID(as_uuid=True), primary_key=True),
    Column("fee", BigInteger, nullable=False),
    Column("reward", BigInteger, nullable=False),
)

reported_payout = Table(
    "reported_payout",
    metadata,
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
