"""What happens in accounting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounting.domain.identifiers import Cents, TaskId
from accounting.domain.price import Price
from accounting.domain.transfer import Transfer
from chassis.messages import DomainEvent


@dataclass(frozen=True, slots=True)
class TasksPriced(DomainEvent):
    """Tasks heard of for the first time got their prices."""

    prices: Mapping[TaskId, Price]


@dataclass(frozen=True, slots=True)
class DayClosed(DomainEvent):
    """A business day is over: positive balances were paid out, negative ones carried over."""

    day: date
    fees: Cents
    rewards: Cents
    payouts: tuple[Transfer, ...]
