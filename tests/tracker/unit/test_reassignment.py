"""A reassignment's walk."""

from datetime import timedelta

import pytest

from chassis.errors import Conflict
from chassis.roles import Role
from tests.tracker.builders import NOON, an_account_id, an_id
from tracker.domain.errors import MayNotReassign
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import OpenTasks, Reassignment, State

LATER = NOON + timedelta(seconds=1)


def a_reassignment(role: Role = Role.MANAGER, last_seq: int = 10) -> Reassignment:
    return Reassignment.start(
        ReassignmentId(an_id(1)),
        by=an_account_id(),
        role=role,
        key="one press",
        tasks=OpenTasks(7, last_seq),
        at=NOON,
    )


@pytest.mark.parametrize("role", [Role.WORKER, Role.ACCOUNTANT])
def test_refuses_those_who_are_neither_manager_nor_admin(role: Role) -> None:
    with pytest.raises(MayNotReassign):
        a_reassignment(role)


def test_it_runs_until_the_last_place_is_reached() -> None:
    run = a_reassignment(last_seq=10)

    run.advance(4, 6, LATER)
    halfway = (run.state, run.done, run.last_seq, run.finished_at)
    run.advance(3, 10, LATER)

    assert halfway == (State.RUNNING, 4, 6, None)
    assert (run.state, run.done, run.finished_at) == (State.FINISHED, 7, LATER)


def test_a_superseded_one_names_its_successor_and_goes_no_further() -> None:
    run = a_reassignment()

    run.supersede(ReassignmentId(an_id(2)), at=LATER)

    assert (run.state, run.superseded_by, run.finished_at) == (State.SUPERSEDED, an_id(2), LATER)
    with pytest.raises(Conflict):
        run.advance(1, 1, LATER)
    assert run.done == 0


def test_a_finished_one_is_not_superseded() -> None:
    run = a_reassignment()
    run.advance(7, 10, NOON)

    with pytest.raises(Conflict):
        run.supersede(ReassignmentId(an_id(2)), at=LATER)

    assert run.state is State.FINISHED
