"""A reassignment: a walk over the tasks that were open when it started, each passed on exactly once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.errors import Conflict
from chassis.identifiers import AccountId
from chassis.roles import Role
from tracker.domain.errors import MayNotReassign
from tracker.domain.identifiers import ReassignmentId

IDEMPOTENCY_KEY_LENGTH_MAX = 200

MAY_REASSIGN = frozenset({Role.MANAGER, Role.ADMIN})


def must_be_allowed_to_reassign(role: Role) -> None:
    """Raises `MayNotReassign` for everybody but managers and admins."""
    if role not in MAY_REASSIGN:
        raise MayNotReassign("Only managers and admins reassign tasks.")


class State(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """How many tasks are open, and the place of the last of them in the order of creation."""

    count: int
    last_seq: int


@dataclass(slots=True)
class Reassignment:
    """`last_seq` is how far the walk has come and `max_seq` where it ends: places in the order of creation.

    `key` names the press of the button: the same press delivered twice is one reassignment.
    """

    id: ReassignmentId
    started_by: AccountId
    started_at: datetime
    key: str
    total: int
    max_seq: int
    last_seq: int = 0
    done: int = 0
    state: State = State.RUNNING
    finished_at: datetime | None = None
    superseded_by: ReassignmentId | None = None

    @classmethod
    def start(
        cls,
        reassignment_id: ReassignmentId,
        *,
        by: AccountId,
        role: Role,
        key: str,
        tasks: OpenTasks,
        at: datetime,
    ) -> "Reassignment":
        """Begin the walk; with nothing open it is over at once. Raises `MayNotReassign`."""
        must_be_allowed_to_reassign(role)
        started = cls(reassignment_id, by, at, key, tasks.count, tasks.last_seq)
        if tasks.count == 0:
            started.state, started.finished_at = State.FINISHED, at
        return started

    def advance(self, passed_on: int, last_seq: int, at: datetime) -> None:
        """Note a chunk that reached `last_seq`; at the last place the walk is over."""
        self._must_be_running()
        self.done += passed_on
        self.last_seq = last_seq
        if last_seq >= self.max_seq:
            self.state, self.finished_at = State.FINISHED, at

    def supersede(self, by: ReassignmentId, at: datetime) -> None:
        """Leave the rest to a newer reassignment."""
        self._must_be_running()
        self.state, self.finished_at, self.superseded_by = State.SUPERSEDED, at, by

    def _must_be_running(self) -> None:
        if self.state is not State.RUNNING:
            raise Conflict(f"This reassignment is {self.state} already.")
