"""Account events that pass by a web process, taken in before the worker has stored them."""

from collections.abc import Callable

from chassis.access.directory import AccountDirectory
from chassis.access.translation import account_state_v1, deactivation_v1
from chassis.envelope import Envelope
from chassis.identifiers import AccountId
from schema_registry.payloads import ACCOUNT_DEACTIVATED_V1


def hear_accounts(
    directory: AccountDirectory, on_inactive: Callable[[AccountId], None]
) -> Callable[[Envelope], None]:
    """A listener that tells `directory` of each account event, and `on_inactive` of each account that may not
    act."""

    def hear(envelope: Envelope) -> None:
        if envelope.type == ACCOUNT_DEACTIVATED_V1.type:
            account = directory.hear_deactivation(deactivation_v1(envelope))
        else:
            account = directory.hear_state(account_state_v1(envelope))
        if not account.active:
            on_inactive(account.account_id)

    return hear
