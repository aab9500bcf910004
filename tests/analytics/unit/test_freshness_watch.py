"""How fresh the figures are is noted after batches, and only while there is anybody to hear of any."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from analytics.entrypoints.scheduler.freshness_watch import LOOK_SECONDS, FreshnessWatch
from chassis.clock import SettableClock
from tests.analytics.builders import NOON, a_fee
from tests.analytics.events import transfer_posted
from tests.eventually import eventually


@dataclass
class NotedFreshness:
    noted: list[tuple[int, float | None]] = field(default_factory=list)
    fails: bool = False

    async def note(self, waiting: int, delay_seconds: float | None) -> None:
        if self.fails:
            raise ConnectionRefusedError("no database")
        self.noted.append((waiting, delay_seconds))

    async def days_differing(self) -> int:
        return 0


@dataclass
class AnInbox:
    is_ready: bool = True
    messages: int = 0

    def ready(self) -> bool:
        return self.is_ready

    def waiting(self) -> int:
        return self.messages


def a_watch(log: NotedFreshness, inbox: AnInbox) -> FreshnessWatch:
    """A second and a half after the events' own time."""
    watch = FreshnessWatch(log, SettableClock(NOON + timedelta(seconds=1.5)))
    watch.watch(inbox)
    return watch


async def test_the_delay_is_that_of_the_latest_event_of_the_batch() -> None:
    log = NotedFreshness()
    watch = a_watch(log, AnInbox(messages=7))

    watch.hear([transfer_posted(a_fee())])
    await watch.look()

    assert log.noted == [(7, 1.5)]


async def test_a_history_that_is_worked_in_does_not_make_the_figures_old() -> None:
    log = NotedFreshness()
    watch = FreshnessWatch(log, SettableClock(NOON + timedelta(hours=11)))
    watch.watch(AnInbox())

    watch.hear([transfer_posted(a_fee())])
    await watch.look()
    await watch.look()

    assert log.noted == [(0, 11 * 3600.0), (0, LOOK_SECONDS)]


async def test_before_any_event_there_is_no_delay_to_tell() -> None:
    log = NotedFreshness()

    await a_watch(log, AnInbox()).look()

    assert log.noted == [(0, None)]


async def test_nothing_is_noted_while_no_events_can_be_heard() -> None:
    log = NotedFreshness()

    await a_watch(log, AnInbox(is_ready=False)).look()

    assert log.noted == []


async def test_it_goes_on_when_the_database_was_away() -> None:
    log = NotedFreshness(fails=True)
    watch, stop = a_watch(log, AnInbox()), asyncio.Event()

    running = asyncio.create_task(watch.run(stop))
    await asyncio.sleep(0)
    log.fails = False
    watch.hear([transfer_posted(a_fee())])
    await eventually(lambda: bool(log.noted))
    stop.set()
    await running

    assert log.noted[0] == (0, 1.5)
