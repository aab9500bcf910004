"""The audit trail: every act that concerns security, kept for good."""

from alembic import op

from chassis.postgres.schema import make_append_only

revision = "auth_0005"
down_revision = "auth_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign keys: the trail outlives whatever it tells of.
    op.execute(
        """
        CREATE TABLE audit_act (
            act_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_audit_act PRIMARY KEY,
            at timestamptz NOT NULL,
            kind text NOT NULL,
            account_id uuid,
            by_account_id uuid,
            address text NOT NULL,
            details jsonb NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX ix_audit_act_account_id ON audit_act (account_id, act_id)")
    op.execute("CREATE INDEX ix_audit_act_by_account_id ON audit_act (by_account_id, act_id)")
    op.execute("CREATE INDEX ix_audit_act_kind ON audit_act (kind, act_id)")
    op.execute("CREATE INDEX ix_audit_act_at ON audit_act (at)")
    make_append_only(op, "audit_act", "auth")


def downgrade() -> None:
    op.execute("DROP TABLE audit_act")
