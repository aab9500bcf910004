"""Auth's tables."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

account = Table(
    "account",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text(collation="C"), nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("locale", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("role IN ('worker', 'manager', 'accountant', 'admin')", name="role_is_known"),
    CheckConstraint("email = lower(email)", name="email_is_lower_case"),
    Index("uq_account_email", "email", unique=True),
)

password = Table(
    "password",
    metadata,
    Column("account_id", ForeignKey(account.c.account_id), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("token_digest", LargeBinary, nullable=False),
    Column("account_id", ForeignKey(account.c.account_id), nullable=False, index=True),
    Column("authenticated_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("methods", ARRAY(Text), nullable=False, server_default="{pwd}"),
    Column("remembered", Boolean, nullable=False, server_default="false"),
    Index("uq_session_token_digest", "token_digest", unique=True),
)

grant_ = Table(
    "client_grant",
    metadata,
    Column("grant_id", Uuid, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("account_id", ForeignKey(account.c.account_id), nullable=False, index=True),
    Column("session_id", Uuid, nullable=False, index=True),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("nonce", Text),
    Column("authenticated_at", DateTime(timezone=True), nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False, index=True),
    Column("redirect_uri", Text, nullable=False),
    Column("code_digest", LargeBinary, nullable=False),
    Column("code_challenge", Text, nullable=False),
    Column("methods", ARRAY(Text), nullable=False, server_default="{pwd}"),
    Column("redeemed_at", DateTime(timezone=True)),
    Column("generation", Integer, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Index("uq_client_grant_code_digest", "code_digest", unique=True),
)

logout_notice = Table(
    "logout_notice",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("account_id", ForeignKey(account.c.account_id), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False, index=True),
    Column("last_error", Text),
    Column("repeat_at", DateTime(timezone=True)),
)

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("token_digest", LargeBinary, primary_key=True),
    Column("grant_id", ForeignKey(grant_.c.grant_id, ondelete="CASCADE"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("rotated_at", DateTime(timezone=True)),
)

personal_token = Table(
    "personal_token",
    metadata,
    Column("token_id", Uuid, primary_key=True),
    Column("account_id", ForeignKey(account.c.account_id), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("token_digest", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("last_used_at", DateTime(timezone=True)),
    Index("uq_personal_token_token_digest", "token_digest", unique=True),
)

audit_act = Table(
    "audit_act",
    metadata,
    Column("act_id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("account_id", Uuid),
    Column("by_account_id", Uuid),
    Column("address", Text, nullable=False),
    Column("details", JSONB, nullable=False),
    Index("ix_audit_act_account_id", "account_id", "act_id"),
    Index("ix_audit_act_by_account_id", "by_account_id", "act_id"),
    Index("ix_audit_act_kind", "kind", "act_id"),
)

passkey = Table(
    "passkey",
    metadata,
    Column("passkey_id", Uuid, primary_key=True),
    Column("account_id", ForeignKey(account.c.account_id), nullable=False, index=True),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("transports", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True)),
    Index("uq_passkey_credential_id", "credential_id", unique=True),
)

passkey_challenge = Table(
    "passkey_challenge",
    metadata,
    Column("challenge_digest", LargeBinary, primary_key=True),
    Column("account_id", Uuid),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
)

mailed_link = Table(
    "mailed_link",
    metadata,
    Column("link_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("token_digest", LargeBinary, nullable=False),
    Column("account_id", ForeignKey(account.c.account_id), index=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("password_hash", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("used_at", DateTime(timezone=True)),
    Index("uq_mailed_link_token_digest", "token_digest", unique=True),
)

letter = Table(
    "letter",
    metadata,
    Column("letter_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("link_id", ForeignKey(mailed_link.c.link_id, ondelete="CASCADE"), index=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("queued_at", DateTime(timezone=True), nullable=False, index=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("sent_at", DateTime(timezone=True)),
    Column("resting", Boolean, nullable=False, server_default="false"),
    Index("ix_letter_due_at", "due_at", postgresql_where=text("sent_at IS NULL")),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("last_at", DateTime(timezone=True), index=True),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("public", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("signs_from", DateTime(timezone=True), nullable=False),
    Column("published_until", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
