"""Notices to clients that a session has ended; how somebody signed in, as the tokens of a grant tell it."""

from alembic import op

revision = "auth_0004"
down_revision = "auth_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE logout_notice (
            session_id uuid NOT NULL,
            client_id text NOT NULL,
            account_id uuid NOT NULL CONSTRAINT fk_logout_notice_account_id REFERENCES account (account_id),
            ended_at timestamptz NOT NULL,
            failures integer NOT NULL DEFAULT 0,
            next_attempt_at timestamptz NOT NULL,
            last_error text,
            CONSTRAINT pk_logout_notice PRIMARY KEY (session_id, client_id)
        )
        """
    )
    op.execute("CREATE INDEX ix_logout_notice_next_attempt_at ON logout_notice (next_attempt_at)")
    # Whoever was granted something until now had signed in with a password.
    op.execute("ALTER TABLE client_grant ADD COLUMN methods text[] NOT NULL DEFAULT '{pwd}'")


def downgrade() -> None:
    op.execute("ALTER TABLE client_grant DROP COLUMN methods")
    op.execute("DROP TABLE logout_notice")
