"""Applies messages to the service: one transaction a batch, halved until the bad one stands alone."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from chassis.consumer.aside import Aside
from chassis.consumer.judgement import Judgement, judge, took_too_long
from chassis.consumer.reading import Letter
from chassis.consumer.subscription import Subscription
from chassis.messages import Command
from chassis.observability.metrics import CONSUMER_FAILED, CONSUMER_HANDLED
from chassis.observability.traces import caused_by
from chassis.waiting import BackOff

Kind = tuple[str, int]


class HandlesAll(Protocol):
    """The mediator, as far as a consumer needs it."""

    async def handle_all(self, commands: Sequence[Command[Any]]) -> None:
        """Run `commands` in order in one transaction: all of them or none."""
        ...


class Abandoned(Exception):
    """The batch was given up: the process stops or the channel is gone. The broker delivers it again."""


class Applying:
    """Turns letters into commands and has them handled."""

    def __init__(
        self, mediator: HandlesAll, subscriptions: Mapping[Kind, Subscription], aside: Aside
    ) -> None:
        self._mediator = mediator
        self._subscriptions = subscriptions
        self._aside = aside

    async def apply(
        self, letters: Sequence[Letter], stop: asyncio.Event, broken: Callable[[], bool]
    ) -> list[Letter]:
        """Commit `letters` or put aside those that cannot be; answers those that were committed.

        When it returns, all of them may be acknowledged. Raises `Abandoned` once `stop` is set or `broken()`
        while the database cannot be had, and what the broker raises when a message cannot be put aside.
        """
        if not letters:
            return []
        try:
            await self._commit(letters, stop, broken)
        except Abandoned:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is judged
            return await self._after_failure(letters, error, stop, broken)
        for letter in letters:
            CONSUMER_HANDLED.labels(letter.envelope.type).inc()
        return list(letters)

    async def _after_failure(
        self, letters: Sequence[Letter], error: Exception, stop: asyncio.Event, broken: Callable[[], bool]
    ) -> list[Letter]:
        judgement = judge(error)
        CONSUMER_FAILED.labels(judgement.value).inc()
        if len(letters) > 1:
            middle = len(letters) // 2
            return [
                *await self.apply(letters[:middle], stop, broken),
                *await self.apply(letters[middle:], stop, broken),
            ]
        if judgement is Judgement.DATA:
            await self._aside.bury(letters[0].message, "data", repr(error))
        else:
            await self._aside.retry_later(letters[0].message, error)
        return []

    async def _commit(
        self, letters: Sequence[Letter], stop: asyncio.Event, broken: Callable[[], bool]
    ) -> None:
        back_off = BackOff()
        while True:
            try:
                commands, causes = self._commands_of(letters)
                with caused_by(causes):
                    await self._mediator.handle_all(commands)
                return
            except Exception as error:
                if judge(error) is not Judgement.PASSING or (len(letters) > 1 and took_too_long(error)):
                    raise
                CONSUMER_FAILED.labels(Judgement.PASSING.value).inc()
                structlog.get_logger(__name__).warning("batch is tried again", error=repr(error))
            await back_off.pause(stop)
            if stop.is_set() or broken():
                raise Abandoned

    def _commands_of(self, letters: Sequence[Letter]) -> tuple[list[Command[Any]], dict[int, list[str]]]:
        groups: dict[Kind, list[Letter]] = {}
        for letter in letters:
            groups.setdefault((letter.envelope.type, letter.envelope.version), []).append(letter)
        commands: list[Command[Any]] = []
        causes: dict[int, list[str]] = {}
        for kind, group in groups.items():
            command = self._subscriptions[kind].translate([letter.envelope for letter in group])
            commands.append(command)
            causes[id(command)] = [one.envelope.traceparent for one in group if one.envelope.traceparent]
        return commands, causes
