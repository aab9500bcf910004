"""Accounts, how they prove themselves, their sessions, what they granted to clients, and the signing keys."""

from alembic import op

revision = "auth_0002"
down_revision = "auth_0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE account (
        account_id uuid NOT NULL CONSTRAINT pk_account PRIMARY KEY,
        version integer NOT NULL,
        name text NOT NULL,
        email text COLLATE "C" NOT NULL,
        role text NOT NULL,
        active boolean NOT NULL,
        locale text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT ck_account_role_is_known CHECK (role IN ('worker', 'manager', 'accountant', 'admin')),
        CONSTRAINT ck_account_email_is_lower_case CHECK (email = lower(email))
    )
    """,
    "CREATE UNIQUE INDEX uq_account_email ON account (email)",
    """
    CREATE TABLE password (
        account_id uuid NOT NULL CONSTRAINT pk_password PRIMARY KEY
            CONSTRAINT fk_password_account_id REFERENCES account (account_id),
        password_hash text NOT NULL,
        changed_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE session (
        session_id uuid NOT NULL CONSTRAINT pk_session PRIMARY KEY,
        token_digest bytea NOT NULL,
        account_id uuid NOT NULL CONSTRAINT fk_session_account_id REFERENCES account (account_id),
        authenticated_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        address text NOT NULL,
        user_agent text NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX uq_session_token_digest ON session (token_digest)",
    "CREATE INDEX ix_session_account_id ON session (account_id)",
    "CREATE INDEX ix_session_seen_at ON session (seen_at)",
    """
    CREATE TABLE client_grant (
        grant_id uuid NOT NULL CONSTRAINT pk_client_grant PRIMARY KEY,
        client_id text NOT NULL,
        account_id uuid NOT NULL CONSTRAINT fk_client_grant_account_id REFERENCES account (account_id),
        session_id uuid NOT NULL,
        scopes text[] NOT NULL,
        nonce text,
        authenticated_at timestamptz NOT NULL,
        granted_at timestamptz NOT NULL,
        redirect_uri text NOT NULL,
        code_digest bytea NOT NULL,
        code_challenge text NOT NULL,
        redeemed_at timestamptz,
        generation integer NOT NULL,
        revoked_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX uq_client_grant_code_digest ON client_grant (code_digest)",
    "CREATE INDEX ix_client_grant_account_id ON client_grant (account_id)",
    "CREATE INDEX ix_client_grant_session_id ON client_grant (session_id)",
    "CREATE INDEX ix_client_grant_granted_at ON client_grant (granted_at)",
    """
    CREATE TABLE refresh_token (
        token_digest bytea NOT NULL CONSTRAINT pk_refresh_token PRIMARY KEY,
        grant_id uuid NOT NULL CONSTRAINT fk_refresh_token_grant_id
            REFERENCES client_grant (grant_id) ON DELETE CASCADE,
        generation integer NOT NULL,
        issued_at timestamptz NOT NULL,
        rotated_at timestamptz
    )
    """,
    "CREATE INDEX ix_refresh_token_grant_id ON refresh_token (grant_id)",
    """
    CREATE TABLE sign_in_attempt (
        subject text NOT NULL CONSTRAINT pk_sign_in_attempt PRIMARY KEY,
        misses integer NOT NULL DEFAULT 0,
        last_at timestamptz
    )
    """,
    "CREATE INDEX ix_sign_in_attempt_last_at ON sign_in_attempt (last_at)",
    """
    CREATE TABLE signing_key (
        key_id text NOT NULL CONSTRAINT pk_signing_key PRIMARY KEY,
        public text NOT NULL,
        sealed bytea NOT NULL,
        signs_from timestamptz NOT NULL,
        published_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
)
NAMES = ("signing_key", "sign_in_attempt", "refresh_token", "client_grant", "session", "password", "account")


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
