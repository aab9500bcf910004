"""What happens in accounting."""

from collections.abc import Mapping, Sequence
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
class EmployeesPaid(DomainEvent):
    """What these employees had at the end of a business day was paid out to them."""

    payouts: Sequence[Transfer]


@dataclass(frozen=True, slots=True)
class DayClosed(DomainEvent):
    """A business day is over: everyone in the black was paid out, debts are carried over."""

    day: date
    fees: Cents
    rewards: Cents
    payouts: Cents
