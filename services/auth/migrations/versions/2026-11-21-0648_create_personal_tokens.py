"""Personal access tokens; how a session was authenticated, and whether its browser is to be remembered."""

from alembic import op

revision = "auth_0003"
down_revision = "auth_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE personal_token (
            token_id uuid NOT NULL CONSTRAINT pk_personal_token PRIMARY KEY,
            account_id uuid NOT NULL CONSTRAINT fk_personal_token_account_id REFERENCES account (account_id),
            name text NOT NULL,
            token_digest bytea NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            last_used_at timestamptz
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX uq_personal_token_token_digest ON personal_token (token_digest)")
    op.execute("CREATE INDEX ix_personal_token_account_id ON personal_token (account_id)")
    op.execute("CREATE INDEX ix_personal_token_expires_at ON personal_token (expires_at)")
    # Until now every session began with a password and ended with its browser.
    op.execute(
        """
        ALTER TABLE session
            ADD COLUMN methods text[] NOT NULL DEFAULT '{pwd}',
            ADD COLUMN remembered boolean NOT NULL DEFAULT false
        """
    )


def downgrade() -> None:
    op.execute("ALTER TABLE session DROP COLUMN methods, DROP COLUMN remembered")
    op.execute("DROP TABLE personal_token")
