"""Accounting's tables.

Accounts of the ledger have small numbers of their own: `transfer` is by far the largest table, and two
numbers take a quarter of two UUIDs. Number 1 is the company, 2 is payroll, employees follow.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from chassis.access.tables import account_table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NOTHING = text("0")
NOW = text("now()")

account = account_table(metadata)
Index("ix_account_name_account_id", account.c.name, account.c.account_id)
Index("ix_account_letter_pairs", func.letter_pairs(account.c.name, account.c.email), postgresql_using="gin")

task = Table(
    "task",
    metadata,
    Column("task_id", UUID(as_uuid=True), primary_key=True),
    Column("jira_id", Text),
    Column("title", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

task_price = Table(
    "task_price",
    metadata,
    Column("task_id", UUID(as_uuid=True), primary_key=True),
    Column("fee", Integer, nullable=False),
    Column("reward", Integer, nullable=False),
    Column("set_at", DateTime(timezone=True), server_default=NOW),
    CheckConstraint("fee > 0", name="fee_positive"),
    CheckConstraint("reward > 0", name="reward_positive"),
)

ledger_account = Table(
    "ledger_account",
    metadata,
    Column("id", Integer, Identity(start=101), primary_key=True),
    Column("owner", UUID(as_uuid=True)),
    Column("balance", BigInteger, nullable=False, server_default=NOTHING),
    UniqueConstraint("owner"),
    postgresql_with={"fillfactor": "50"},
)

business_day = Table(
    "business_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("state", Text, nullable=False, server_default="open"),
    Column("paid_up_to", Integer, nullable=False, server_default=NOTHING),
    Column("closed_at", DateTime(timezone=True)),
    CheckConstraint("state IN ('open', 'closing', 'closed')", name="state"),
)

closing_schedule = Table(
    "closing_schedule",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("begun_on", Date, nullable=False),
    CheckConstraint("one", name="one"),
)

day_seal = Table(
    "day_seal",
    metadata,
    Column("day", Date, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("transfers", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("fees", BigInteger, nullable=False),
    Column("rewards", BigInteger, nullable=False),
    Column("payouts", BigInteger, nullable=False),
    Column("employees_paid", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("sealed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("number"),
    CheckConstraint("number > 0", name="number_positive"),
)

book_check = Table(
    "book_check",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("asked_by", UUID(as_uuid=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("seconds", Double),
    Column("transfers", BigInteger),
    Column("sealed_days", Integer),
    Column("differences", BigInteger),
    Column("findings", JSONB),
    CheckConstraint(
        "num_nulls(finished_at, seconds, transfers, sealed_days, differences, findings) IN (0, 6)",
        name="finished",
    ),
    Index("ix_book_check_asked_at", "asked_at", postgresql_where=text("finished_at IS NULL")),
)

company_day = Table(
    "company_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("fees", BigInteger, nullable=False, server_default=NOTHING),
    Column("rewards", BigInteger, nullable=False, server_default=NOTHING),
    Column("payouts", BigInteger, nullable=False, server_default=NOTHING),
    Column("employees_paid", Integer, nullable=False, server_default=NOTHING),
    postgresql_with={"fillfactor": "50"},
)

account_day = Table(
    "account_day",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("fees", BigInteger, nullable=False, server_default=NOTHING),
    Column("rewards", BigInteger, nullable=False, server_default=NOTHING),
    Column("payouts", BigInteger, nullable=False, server_default=NOTHING),
    Column("entries", Integer, nullable=False, server_default=NOTHING),
    postgresql_with={"fillfactor": "50"},
)

account_mark = Table(
    "account_mark",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("entry", BigInteger, primary_key=True),
    Column("result", BigInteger, nullable=False),
)

payout_mail = Table(
    "payout_mail",
    metadata,
    Column("account_id", UUID(as_uuid=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default=NOTHING),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Column("last_error", Text),
    Column("sent_at", DateTime(timezone=True)),
    Column("resent", Integer, nullable=False, server_default=NOTHING),
    PrimaryKeyConstraint("day", "account_id"),
    CheckConstraint("amount > 0", name="amount_positive"),
    CheckConstraint("state IN ('waiting', 'sent')", name="state"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    Index("ix_payout_mail_next_attempt_at", "next_attempt_at", postgresql_where=text("state = 'waiting'")),
)

transfer = Table(
    "transfer",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", SmallInteger, nullable=False),
    Column("debit", Integer, nullable=False),
    Column("credit", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column(
        "account",
        Integer,
        Computed("CASE kind WHEN 2 THEN credit ELSE debit END", persisted=True),
        nullable=False,
    ),
    Column("task_id", UUID(as_uuid=True)),
    Column("assignment_no", Integer),
    Column("day", Date, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("booked_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    CheckConstraint("kind IN (1, 2, 3)", name="kind"),
    CheckConstraint("amount > 0", name="amount_positive"),
    Index("uq_transfer_fee", "task_id", "assignment_no", unique=True, postgresql_where=text("kind = 1")),
    Index("uq_transfer_reward", "task_id", unique=True, postgresql_where=text("kind = 2")),
    Index("uq_transfer_payout", "day", "debit", unique=True, postgresql_where=text("kind = 3")),
    Index("ix_transfer_account", "account", text("day DESC"), text("id DESC")),
    Index("ix_transfer_day", "day", "id"),
)
