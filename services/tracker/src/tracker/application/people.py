"""A person as the tracker's views name them."""

from dataclasses import dataclass

from chassis.identifiers import AccountId


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is empty while the account's own event is still on its way."""

    id: AccountId
    name: str
