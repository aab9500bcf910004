"""Which of auth's events every other service reads."""

from chassis.access.translation import deactivate_accounts_v1, register_accounts_v1
from chassis.consumer import Subscription
from schema_registry.payloads import ACCOUNT_CREATED_V1, ACCOUNT_DEACTIVATED_V1, ACCOUNT_UPDATED_V1


def subscriptions() -> tuple[Subscription, ...]:
    """What a service adds to its own subscriptions to know the accounts."""
    return (
        Subscription(ACCOUNT_CREATED_V1, register_accounts_v1),
        Subscription(ACCOUNT_UPDATED_V1, register_accounts_v1),
        Subscription(ACCOUNT_DEACTIVATED_V1, deactivate_accounts_v1),
    )
