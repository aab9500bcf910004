"""Seal closed days, and keep what came of checking the books."""

from alembic import op

from chassis.postgres.schema import make_append_only

revision = "accounting_0006"
down_revision = "accounting_0005"
branch_labels = None
depends_on = None

SEALS = """
CREATE TABLE day_seal (
    day date CONSTRAINT pk_day_seal PRIMARY KEY,
    number int NOT NULL
        CONSTRAINT uq_day_seal_number UNIQUE
        CONSTRAINT ck_day_seal_number_positive CHECK (number > 0),
    transfers bigint NOT NULL,
    content bytea NOT NULL,
    fees bigint NOT NULL,
    rewards bigint NOT NULL,
    payouts bigint NOT NULL,
    employees_paid int NOT NULL,
    digest bytea NOT NULL,
    sealed_at timestamptz NOT NULL
)
"""

CHECKS = """
CREATE TABLE book_check (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_book_check PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    asked_by uuid,
    finished_at timestamptz,
    seconds double precision,
    transfers bigint,
    sealed_days int,
    differences bigint,
    findings jsonb,
    CONSTRAINT ck_book_check_finished CHECK (
        num_nulls(finished_at, seconds, transfers, sealed_days, differences, findings) IN (0, 6))
)
"""

UNFINISHED = "CREATE INDEX ix_book_check_asked_at ON book_check (asked_at) WHERE finished_at IS NULL"


def upgrade() -> None:
    op.execute(SEALS)
    make_append_only(op, "day_seal", "accounting")
    op.execute(CHECKS)
    op.execute(UNFINISHED)


def downgrade() -> None:
    op.execute("DROP TABLE book_check")
    op.execute("DROP TABLE day_seal")
