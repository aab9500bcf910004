"""F2: a crash at every place that has a name; nothing is lost and nothing happens twice."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx2
import pytest

from chassis.crash_points import REACHED
from deploy.native.places import CHECKOUT
from tests.eventually import eventually
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.faults.poison import Poisoner, poisons
from tests.faults.supervision import supervised
from tests.system.company import Company

NAMED: Final = re.compile(r'\bcrash_point\(\s*"([a-z_]+\.[a-z_]+)"')
CRASHED_WITHIN_SECONDS: Final = 60.0
FORGET_HISTORY: Final = "UPDATE synchronisation SET finished_at = NULL"
ONCE_A_DAY: Final = ("closing.", "sealing.")
NOBODY: Final = "nobody"
BY_THE_CLOCK: Final = ("closing.ended",)
AREAS: Final = (
    "aside",
    "closing",
    "consumer",
    "history",
    "outbox",
    "publisher",
    "reassignment",
    "relay",
    "sealing",
    "transaction",
)
IN_SHORT: Final = ("relay.confirmed", "consumer.applied", "transaction.done")

pytestmark = pytest.mark.timeout(1_800)

Stir = Callable[[], Awaitable[object]]


def all_points() -> set[str]:
    """Every crash point in the source."""
    sources = [*CHECKOUT.glob("chassis/src/**/*.py"), *CHECKOUT.glob("services/*/src/**/*.py")]
    return {name for file in sources for name in NAMED.findall(file.read_text())}


def named_points() -> list[str]:
    """Those a load leads to, with some stirring; what else has a name has tests of its own."""
    mine = {point for point in all_points() if point.split(".")[0] in AREAS}
    return sorted(mine - set(BY_THE_CLOCK))


def in_groups(points: Sequence[str]) -> Iterator[Sequence[str]]:
    """One by one, but what can be led to only once a day together and at last."""
    yield from ([point] for point in points if not point.startswith(ONCE_A_DAY))
    at_last = [point for point in points if point.startswith(ONCE_A_DAY)]
    if at_last:
        yield at_last


@dataclass(slots=True)
class Stirring:
    """What has to be done for rare code to run; the load alone leads to the rest."""

    company: Company
    poisoner: Poisoner

    @classmethod
    def at(cls, company: Company) -> "Stirring":
        """The same company, and poison for it."""
        return cls(company, Poisoner(company.system))

    def leading_to(self, point: str) -> Stir:
        """What leads to `point`."""
        rules: Mapping[str, Stir] = {
            "aside.": self.poison,
            "history.": self.forget,
            "relay.history_told": self.forget,
            "relay.leading": self.restart,
            "closing.": self.close_today,
        }
        return next((stir for start, stir in rules.items() if point.startswith(start)), self.nothing)

    async def nothing(self) -> None:
        """The load leads there."""

    async def poison(self) -> None:
        """Put something aside."""
        await self.poisoner.spread(*poisons())

    async def restart(self) -> None:
        """Let a relay take over."""
        await self.company.system.processes["tracker-worker"].kill()

    async def forget(self) -> None:
        """Let analytics ask for everybody's history again."""
        await self.company.system.execute("analytics", FORGET_HISTORY)
        await self.company.system.processes["analytics-worker"].kill()

    async def close_today(self) -> None:
        """Close the company's day ahead of time, which can be done once."""
        today = datetime.now(ZoneInfo(self.company.system.settings.company_time_zone)).date()

        async def accepted() -> None:
            try:
                answer = await self.company.accountant.post("accounting", f"/days/{today}/close")
            except httpx2.TransportError as cut:
                raise AssertionError(f"no answer: {cut!r}") from cut
            assert answer.status_code == 202, answer.text

        await eventually(accepted, within_seconds=CRASHED_WITHIN_SECONDS)


@pytest.mark.parametrize(
    "points",
    [
        pytest.param(IN_SHORT, id="short"),
        pytest.param(tuple(named_points()), id="full", marks=pytest.mark.faults),
    ],
)
async def test_a_crash_at_a_named_point_loses_and_doubles_nothing(
    ordeal: Ordeal, crash_points: Path, points: tuple[str, ...]
) -> None:
    stirring = Stirring.at(ordeal.company)
    async with ordeal.load(f"F2 a crash at each of {len(points)} named points") as load:
        async with supervised(ordeal.system):
            for group in in_groups(points):
                await _crash_at(group, crash_points, stirring.leading_to(group[0]))
                await work_goes_on(load, 5)
        await ordeal.system.start()
        await stirring.poisoner.remove()


async def test_every_named_point_is_reached(ordeal: Ordeal, crash_points: Path) -> None:
    stirring = Stirring.at(ordeal.company)
    reached = crash_points / REACHED
    async with ordeal.load("F2 every named point passed, without a crash"), supervised(ordeal.system):
        for stir in (stirring.poison, stirring.restart, stirring.forget, stirring.close_today):
            await stir()

        def all_were_reached() -> None:
            missing = set(named_points()) - {file.name for file in reached.iterdir()}
            assert not missing, f"nobody came by {sorted(missing)}"

        await eventually(all_were_reached, within_seconds=CRASHED_WITHIN_SECONDS)
        await ordeal.system.start()
        await stirring.poisoner.remove()


def test_names_of_crash_points_are_found_in_the_source() -> None:
    assert {"relay.confirmed", "consumer.applied", "transaction.done"} <= set(named_points())


def test_a_point_that_no_load_leads_to_is_named_by_a_test_of_its_own() -> None:
    assert never_named(all_points() - set(named_points())) == []


def test_a_point_that_no_test_names_is_complained_of() -> None:
    nobodys = f"{NOBODY}.comes_by"

    assert never_named({nobodys, "consumer.applied"}) == [nobodys]


def never_named(points: Collection[str]) -> list[str]:
    """Those of `points` that stand in no test."""
    tests = "".join(file.read_text() for file in CHECKOUT.glob("tests/**/*.py"))
    return sorted(point for point in points if f'"{point}"' not in tests)


async def _crash_at(points: Sequence[str], crash_points: Path, stir: Stir) -> None:
    armed = [crash_points / point for point in points]
    for point in armed:
        point.touch()
    await stir()

    def crashed() -> None:
        left = [point.name for point in armed if point.exists()]
        assert not left, f"nobody came by {left}: is there a way to it?"

    try:
        await eventually(crashed, within_seconds=CRASHED_WITHIN_SECONDS)
    finally:
        for point in armed:
            point.unlink(missing_ok=True)
