"""Which events analytics subscribes to; those of the accounts are the chassis' to add."""

from collections.abc import Sequence

from analytics.entrypoints.consumer.translation import (
    day_closed_v1,
    payout_made_v1,
    task_completed_v1,
    task_created_v1,
    task_created_v2,
    task_priced_v1,
    transfer_posted_v1,
)
from chassis.consumer import Subscription

OWN_SUBSCRIPTIONS: Sequence[Subscription] = (
    Subscription("task.created", 1, task_created_v1),
    Subscription("task.created", 2, task_created_v2),
    Subscription("task.completed", 1, task_completed_v1),
    Subscription("task.priced", 1, task_priced_v1),
    Subscription("transfer.posted", 1, transfer_posted_v1),
    Subscription("payout.made", 1, payout_made_v1),
    Subscription("day.closed", 1, day_closed_v1),
)
