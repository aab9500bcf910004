"""Passkeys and the challenges they answer; links sent by mail, and the mails that wait."""

from alembic import op

revision = "auth_0006"
down_revision = "auth_0005"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE passkey (
        passkey_id uuid NOT NULL CONSTRAINT pk_passkey PRIMARY KEY,
        account_id uuid NOT NULL CONSTRAINT fk_passkey_account_id REFERENCES account (account_id),
        credential_id bytea NOT NULL,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL,
        name text NOT NULL,
        transports text[] NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX uq_passkey_credential_id ON passkey (credential_id)",
    "CREATE INDEX ix_passkey_account_id ON passkey (account_id)",
    """
    CREATE TABLE passkey_challenge (
        challenge_digest bytea NOT NULL CONSTRAINT pk_passkey_challenge PRIMARY KEY,
        account_id uuid,
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_passkey_challenge_expires_at ON passkey_challenge (expires_at)",
    """
    CREATE TABLE mailed_link (
        link_id uuid NOT NULL CONSTRAINT pk_mailed_link PRIMARY KEY,
        kind text NOT NULL,
        token_digest bytea NOT NULL,
        account_id uuid CONSTRAINT fk_mailed_link_account_id REFERENCES account (account_id),
        email text NOT NULL,
        name text NOT NULL,
        locale text NOT NULL,
        password_hash text,
        made_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX uq_mailed_link_token_digest ON mailed_link (token_digest)",
    "CREATE INDEX ix_mailed_link_account_id ON mailed_link (account_id)",
    "CREATE INDEX ix_mailed_link_expires_at ON mailed_link (expires_at)",
    """
    CREATE TABLE letter (
        letter_id uuid NOT NULL CONSTRAINT pk_letter PRIMARY KEY,
        kind text NOT NULL,
        link_id uuid CONSTRAINT fk_letter_link_id REFERENCES mailed_link (link_id) ON DELETE CASCADE,
        email text NOT NULL,
        name text NOT NULL,
        locale text NOT NULL,
        queued_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        failures integer NOT NULL DEFAULT 0,
        reason text,
        sent_at timestamptz
    )
    """,
    "CREATE INDEX ix_letter_due_at ON letter (due_at) WHERE sent_at IS NULL",
    "CREATE INDEX ix_letter_link_id ON letter (link_id)",
    "CREATE INDEX ix_letter_queued_at ON letter (queued_at)",
)
NAMES = ("letter", "mailed_link", "passkey_challenge", "passkey")


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
