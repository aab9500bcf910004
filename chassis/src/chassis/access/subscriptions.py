"""Which of auth's events every other service reads."""

from chassis.access.translation import (
    ACCOUNT_CREATED,
    ACCOUNT_DEACTIVATED,
    ACCOUNT_UPDATED,
    deactivate_accounts_v1,
    register_accounts_v1,
)
from chassis.consumer import Subscription


def subscriptions() -> tuple[Subscription, ...]:
    """What a service adds to its own subscriptions to know the accounts."""
    return (
        Subscription(ACCOUNT_CREATED, 1, register_accounts_v1),
        Subscription(ACCOUNT_UPDATED, 1, register_accounts_v1),
        Subscription(ACCOUNT_DEACTIVATED, 1, deactivate_accounts_v1),
    )
