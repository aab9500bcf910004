"""How auth's events read here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.access.deactivate import DeactivateAccounts
from chassis.access.record import AccountState, Deactivation
from chassis.access.register import RegisterAccounts
from chassis.envelope import Envelope
from chassis.identifiers import AccountId
from chassis.roles import Role
from schema_registry.payloads import AccountCreatedV1, AccountDeactivatedV1, AccountUpdatedV1

AccountStateV1 = AccountCreatedV1 | AccountUpdatedV1


def account_state_v1(envelope: Envelope[AccountStateV1]) -> AccountState:
    """The state in an `account.created` or `account.updated`; both have the same shape."""
    data = envelope.data
    return AccountState(
        account_id=AccountId(UUID(data["account_id"])),
        version=data["version"],
        name=data["name"],
        email=data["email"],
        role=Role(data["role"]),
        active=data["active"],
        locale=data["locale"],
        told_at=envelope.time,
    )


def deactivation_v1(envelope: Envelope[AccountDeactivatedV1]) -> Deactivation:
    """The deactivation in an `account.deactivated`."""
    data = envelope.data
    return Deactivation(AccountId(UUID(data["account_id"])), datetime.fromisoformat(data["at"]))


def register_accounts_v1(envelopes: Sequence[Envelope[AccountStateV1]]) -> RegisterAccounts:
    """All states in a batch as one command."""
    return RegisterAccounts(tuple(account_state_v1(envelope) for envelope in envelopes))


def deactivate_accounts_v1(envelopes: Sequence[Envelope[AccountDeactivatedV1]]) -> DeactivateAccounts:
    """All deactivations in a batch as one command."""
    return DeactivateAccounts(tuple(deactivation_v1(envelope) for envelope in envelopes))
