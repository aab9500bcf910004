"""Who is given a task: any active account that is neither manager nor admin, drawn by a policy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from chassis.identifiers import AccountId
from chassis.roles import Role
from tracker.domain.errors import NobodyToAssign

NEVER_ASSIGNED = frozenset({Role.MANAGER, Role.ADMIN})

Draw = Callable[[int], int]
"""A number from 0 up to, not including, the one given; every number is equally likely."""


def eligible(role: Role, active: bool) -> bool:
    return active and role not in NEVER_ASSIGNED


class Workers(Protocol):
    """The accounts that may be given tasks, in the order of their ids."""

    async def eligible(self) -> Sequence[AccountId]: ...

    async def loads(self) -> Mapping[AccountId, int]:
        """How many open tasks each eligible account has."""
        ...


class AssignmentPolicy(Protocol):
    """A policy is known by its `name`, by which set-based reassigning finds its own way of applying it."""

    name: ClassVar[str]

    async def choose(self, workers: Workers) -> AccountId:
        """Who gets a new task; raises `NobodyToAssign`."""
        ...

    def share(self, candidates: Sequence[AccountId], position: int) -> AccountId:
        """Who gets the task at `position`, from 0, of a reassignment; raises `NobodyToAssign`."""
        ...


@dataclass(frozen=True, slots=True)
class UniformRandom:
    """Everybody is equally likely every time."""

    draw: Draw
    name: ClassVar[str] = "uniform-random"

    async def choose(self, workers: Workers) -> AccountId:
        return _pick(await workers.eligible(), self.draw)

    def share(self, candidates: Sequence[AccountId], position: int) -> AccountId:
        return _pick(candidates, self.draw)


@dataclass(frozen=True, slots=True)
class LeastLoaded:
    """A new task goes to one of those with the fewest open tasks; a reassignment deals them out in turn."""

    draw: Draw
    name: ClassVar[str] = "least-loaded"

    async def choose(self, workers: Workers) -> AccountId:
        loads = await workers.loads()
        fewest = min(loads.values(), default=0)
        return _pick([account for account, load in loads.items() if load == fewest], self.draw)

    def share(self, candidates: Sequence[AccountId], position: int) -> AccountId:
        return _pick(candidates, lambda count: position % count)


def _pick(candidates: Sequence[AccountId], draw: Draw) -> AccountId:
    if not candidates:
        raise NobodyToAssign("There is no active popug to give a task to; managers and admins get none.")
    return candidates[draw(len(candidates))]
