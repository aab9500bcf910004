"""Who is given a task."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import pytest

from chassis.identifiers import AccountId
from chassis.roles import Role
from tests.tracker.builders import an_id
from tracker.domain.assignment_policy import AssignmentPolicy, LeastLoaded, UniformRandom, eligible
from tracker.domain.errors import NobodyToAssign

DRAWS = 100_000
POPUGS = [AccountId(an_id(number)) for number in range(1, 21)]
CHI_SQUARE_MAX = 43.82
"""With 19 degrees of freedom, exceeded by a uniform draw once in a thousand times; the seed is fixed."""


class KnownWorkers:
    def __init__(self, loads: Mapping[AccountId, int]) -> None:
        self._loads = loads

    async def eligible(self) -> Sequence[AccountId]:
        return list(self._loads)

    async def loads(self) -> Mapping[AccountId, int]:
        return self._loads


def chi_square(counts: Counter[AccountId]) -> float:
    expected = DRAWS / len(POPUGS)
    return sum((counts[popug] - expected) ** 2 / expected for popug in POPUGS)


async def test_uniform_random_is_uniform() -> None:
    policy, workers = UniformRandom(Random(42).randrange), KnownWorkers(dict.fromkeys(POPUGS, 0))

    chosen = Counter([await policy.choose(workers) for _ in range(DRAWS)])

    assert chi_square(chosen) < CHI_SQUARE_MAX


def test_uniform_random_shares_uniformly() -> None:
    policy = UniformRandom(Random(42).randrange)

    shared = Counter(policy.share(POPUGS, position) for position in range(DRAWS))

    assert chi_square(shared) < CHI_SQUARE_MAX


def test_the_measure_tells_a_draw_that_is_not_uniform() -> None:
    crooked = Random(42)
    policy = UniformRandom(lambda count: min(crooked.randrange(count), crooked.randrange(count * 4)))

    shared = Counter(policy.share(POPUGS, position) for position in range(DRAWS))

    assert chi_square(shared) > CHI_SQUARE_MAX


async def test_least_loaded_chooses_among_those_with_the_fewest_open_tasks() -> None:
    idle = POPUGS[:2]
    workers = KnownWorkers({popug: 0 if popug in idle else 3 for popug in POPUGS})
    policy = LeastLoaded(Random(42).randrange)

    chosen = {await policy.choose(workers) for _ in range(50)}

    assert chosen == set(idle)


def test_least_loaded_deals_in_turn() -> None:
    policy = LeastLoaded(Random(42).randrange)

    shared = Counter(policy.share(POPUGS[:3], position) for position in range(8))

    assert sorted(shared.values()) == [2, 3, 3]


@pytest.mark.parametrize("policy", [UniformRandom(Random(1).randrange), LeastLoaded(Random(1).randrange)])
async def test_refuses_when_there_is_nobody(policy: AssignmentPolicy) -> None:
    with pytest.raises(NobodyToAssign):
        await policy.choose(KnownWorkers({}))
    with pytest.raises(NobodyToAssign):
        policy.share([], 0)


@pytest.mark.parametrize(
    ("role", "active", "expected"),
    [
        (Role.WORKER, True, True),
        (Role.ACCOUNTANT, True, True),
        (Role.MANAGER, True, False),
        (Role.ADMIN, True, False),
        (Role.WORKER, False, False),
    ],
)
def test_eligible_are_active_accounts_but_managers_and_admins(
    role: Role, active: bool, expected: bool
) -> None:
    assert eligible(role, active) is expected
