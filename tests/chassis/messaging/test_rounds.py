"""Duties made of rounds: when the next one begins, what is waited for, and what ends the worker."""

import asyncio
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from chassis.rounds import Rounds
from tests.chassis.messaging.support import running
from tests.eventually import eventually

NEVER = 3_600.0


class Harmless(Exception):
    """Nothing that keeps a worker from its work."""


class Work:
    """Answers, or raises, what it was told to, one a round; then there is nothing to do."""

    def __init__(self, *outcomes: object) -> None:
        self.rounds = 0
        self.ready: list[bool] = []
        self.ended = 0
        self._outcomes: Iterator[object] = iter(outcomes)
        self.duty = Rounds("work", self._round, NEVER, "work waits", (Harmless,), self._end)

    async def _round(self, stop: asyncio.Event) -> object:
        assert not stop.is_set()
        self.rounds += 1
        self.ready.append(self.duty.ready())
        outcome = next(self._outcomes, None)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _end(self) -> None:
        self.ended = self.rounds

    async def done(self, rounds: int) -> None:
        """Work until there were so many."""
        async with running(self.duty):
            await eventually(lambda: self.rounds == rounds)


async def test_the_next_round_begins_at_once_while_there_is_more_to_do() -> None:
    work = Work(True, 7, None)

    await work.done(3)

    assert work.rounds == 3


async def test_an_outage_is_waited_for_and_told_of() -> None:
    work = Work(ConnectionRefusedError("nobody there"), None)

    with capture_logs() as logs:
        await work.done(2)

    assert work.ready == [True, False]
    assert work.duty.ready()
    assert [(log["event"], log["reason"]) for log in logs] == [
        ("work waits", "ConnectionRefusedError('nobody there')")
    ]


async def test_a_harmless_failure_is_waited_for_and_leaves_the_worker_ready() -> None:
    work = Work(Harmless(), None)

    await work.done(2)

    assert work.ready == [True, True]


async def test_what_nobody_foresaw_ends_the_duty() -> None:
    work = Work(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await work.duty.run(asyncio.Event())


async def test_what_has_to_be_done_at_the_end_is_done_after_the_last_round() -> None:
    work = Work(True, None)

    await work.done(2)

    assert work.ended == 2


async def test_nothing_begins_once_it_was_told_to_stop() -> None:
    work, stop = Work(), asyncio.Event()
    stop.set()

    await work.duty.run(stop)

    assert (work.rounds, work.ended) == (0, 0)
