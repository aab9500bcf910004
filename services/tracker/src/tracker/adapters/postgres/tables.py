"""The tracker's tables.

What a task says and who has it are two tables: passing a task on rewrites one narrow row with three indexes,
and leaves the text and its full-text index alone.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR, UUID

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

SEARCH = (
    "to_tsvector('simple', title || ' ' || coalesce(description, ''))"
    " || strip(to_tsvector('russian', title || ' ' || coalesce(description, '')))"
    " || array_to_tsvector(array_remove(ARRAY[lower(jira_id)], NULL))"
)

account = account_table(metadata)

task = Table(
    "task",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", UUID(as_uuid=True), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("jira_id", Text),
    Column("description", Text),
    Column("author_id", UUID(as_uuid=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("first_assignee_id", UUID(as_uuid=True)),
    Column("search", TSVECTOR, Computed(SEARCH, persisted=True), nullable=False),
    Index("ix_task_search", "search", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

assignment = Table(
    "assignment",
    metadata,
    Column("seq", BigInteger, ForeignKey("task.seq"), primary_key=True, autoincrement=False),
    Column("task_id", UUID(as_uuid=True), nullable=False),
    Column("assignee_id", UUID(as_uuid=True), nullable=False),
    Column("assignment_no", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("assigned_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
    CheckConstraint("(status = 1) = (completed_at IS NOT NULL)", name="completed"),
    Index(None, "status", "seq"),
    Index("ix_assignment_completed", "assignee_id", "completed_at", postgresql_where=text("status = 1")),
    Index(None, "assignee_id", "status", "seq"),
)

reassignment = Table(
    "reassignment",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("started_by", UUID(as_uuid=True), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("key", Text, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("max_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("superseded_by", UUID(as_uuid=True)),
    UniqueConstraint("started_by", "key"),
    CheckConstraint("state IN ('running', 'finished', 'superseded')", name="state"),
    Index("uq_reassignment_running", "state", unique=True, postgresql_where=text("state = 'running'")),
    Index(None, "started_at"),
)

stretch = Table(
    "stretch",
    metadata,
    Column("reassignment_id", UUID(as_uuid=True), ForeignKey("reassignment.id"), primary_key=True),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, primary_key=True),
    Column("outbox_id", BigInteger, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("id", UUID(as_uuid=True), nullable=False, unique=True),
    Column("task_id", UUID(as_uuid=True), ForeignKey("task.id"), nullable=False),
    Column("author_id", UUID(as_uuid=True), nullable=False),
    Column("text", Text, nullable=False),
    Column("posted_at", DateTime(timezone=True), nullable=False),
    Index(None, "task_id", "seq"),
    Index(None, "author_id", "posted_at"),
)

sight = Table(
    "sight",
    metadata,
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("seq", BigInteger, ForeignKey("task.seq"), primary_key=True),
    Column("assignment_no", Integer, nullable=False),
)

departure = Table(
    "departure",
    metadata,
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("seq", BigInteger, ForeignKey("task.seq"), primary_key=True),
    Column("left_at", DateTime(timezone=True), nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("account_id", UUID(as_uuid=True), primary_key=True),
    Column("task_id", UUID(as_uuid=True), ForeignKey("task.id"), primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
)
