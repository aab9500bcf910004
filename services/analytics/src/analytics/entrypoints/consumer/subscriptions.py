"""Which events analytics subscribes to; those of the accounts are the chassis' to add."""

from analytics.entrypoints.consumer.translation import (
    day_closed_v1,
    payout_made_v1,
    task_completed_v1,
    task_created_v2,
    task_priced_v1,
    transfer_posted_v1,
    transfers_told_v1,
)
from chassis.consumer import Subscription
from schema_registry.payloads import (
    DAY_CLOSED_V1,
    PAYOUT_MADE_V1,
    TASK_COMPLETED_V1,
    TASK_CREATED_V2,
    TASK_PRICED_V1,
    TRANSFER_POSTED_V1,
)

BESIDE_ENTRIES = (
    Subscription(TASK_CREATED_V2, task_created_v2),
    Subscription(TASK_COMPLETED_V1, task_completed_v1),
    Subscription(TASK_PRICED_V1, task_priced_v1),
    Subscription(PAYOUT_MADE_V1, payout_made_v1),
    Subscription(DAY_CLOSED_V1, day_closed_v1),
)
OWN_SUBSCRIPTIONS = (*BESIDE_ENTRIES, Subscription(TRANSFER_POSTED_V1, transfer_posted_v1))
OWN_SUBSCRIPTIONS_OF_A_REBUILD = (*BESIDE_ENTRIES, Subscription(TRANSFER_POSTED_V1, transfers_told_v1))
