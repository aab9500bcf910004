"""The mediator: one handler a command, any number of reactions an event, one transaction for all of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from chassis.mediator import (
    EVENTS_PER_SCOPE_MAX,
    AlreadyRegistered,
    CommandHandlersNotRegistered,
    EventHandlersNotRegistered,
    Mediator,
    Observe,
    RecordedEvents,
    TooManyEvents,
    unobserved,
)
from chassis.messages import Command, DomainEvent


@dataclass(frozen=True, slots=True)
class Hatch(Command[str]):
    """Ask for a parrot."""

    name: str


@dataclass(frozen=True, slots=True)
class Hatched(DomainEvent):
    """A parrot is there."""

    name: str


@dataclass(frozen=True, slots=True)
class Sang(DomainEvent):
    """It sang."""

    name: str


@dataclass(frozen=True, slots=True)
class Nest:
    """A scope."""

    log: list[str]
    events: RecordedEvents = field(default_factory=RecordedEvents)


@dataclass
class Aviary:
    """Opens scopes and keeps what was committed."""

    committed: list[list[str]] = field(default_factory=list)
    undone: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Nest]:
        """A transaction."""
        nest = Nest([])
        try:
            yield nest
        except BaseException:
            self.undone += 1
            raise
        self.committed.append(nest.log)


def hatching(nest: Nest) -> Callable[[Hatch], Awaitable[str]]:
    """Handles `Hatch`."""

    async def handle(command: Hatch) -> str:
        if not command.name:
            raise ValueError("a parrot needs a name")
        nest.log.append(f"hatch {command.name}")
        nest.events.record(Hatched(command.name))
        return command.name.upper()

    return handle


def noting(word: str, *then: DomainEvent) -> Callable[[Nest], Callable[[Any], Awaitable[None]]]:
    """A reaction that notes `word` and records more events."""

    def build(nest: Nest) -> Callable[[Any], Awaitable[None]]:
        async def react(event: Any) -> None:
            nest.log.append(f"{word} {event.name}")
            nest.events.record(*then)

        return react

    return build


def a_mediator(aviary: Aviary, observe: Observe = unobserved) -> Mediator[Nest]:
    """Handles `Hatch` and reacts to `Hatched`."""
    mediator = Mediator(aviary.open, observe)
    mediator.register_command(Hatch, hatching)
    mediator.register_event(Hatched, noting("greet"))
    return mediator


async def test_answers_what_the_handler_answers() -> None:
    assert await a_mediator(Aviary()).handle_command(Hatch("kesha")) == "KESHA"


async def test_reactions_run_in_order_inside_the_commands_transaction() -> None:
    aviary = Aviary()
    mediator = a_mediator(aviary)
    mediator.register_event(Hatched, noting("feed", Sang("kesha")))
    mediator.register_event(Sang, noting("applaud"))

    await mediator.handle_command(Hatch("kesha"))

    assert aviary.committed == [["hatch kesha", "greet kesha", "feed kesha", "applaud kesha"]]


async def test_several_commands_share_one_transaction() -> None:
    aviary = Aviary()

    await a_mediator(aviary).handle_all([Hatch("kesha"), Hatch("gosha")])

    assert aviary.committed == [["hatch kesha", "greet kesha", "hatch gosha", "greet gosha"]]


async def test_one_failing_command_undoes_all_of_them() -> None:
    aviary = Aviary()

    with pytest.raises(ValueError, match="name"):
        await a_mediator(aviary).handle_all([Hatch("kesha"), Hatch("")])

    assert (aviary.committed, aviary.undone) == ([], 1)


async def test_a_failing_reaction_undoes_the_command() -> None:
    aviary = Aviary()
    mediator = a_mediator(aviary)
    mediator.register_event(Hatched, lambda _: _failing)

    with pytest.raises(RuntimeError, match="reaction"):
        await mediator.handle_command(Hatch("kesha"))

    assert (aviary.committed, aviary.undone) == ([], 1)


async def _failing(event: Hatched) -> None:
    raise RuntimeError("the reaction fails")


async def test_a_command_nobody_handles_opens_no_transaction() -> None:
    aviary = Aviary()

    with pytest.raises(CommandHandlersNotRegistered, match="Hatch"):
        await Mediator[Nest](aviary.open).handle_command(Hatch("kesha"))

    assert (aviary.committed, aviary.undone) == ([], 0)


async def test_a_batch_with_a_command_nobody_handles_is_undone() -> None:
    aviary = Aviary()

    with pytest.raises(CommandHandlersNotRegistered):
        await Mediator[Nest](aviary.open).handle_all([Hatch("kesha")])

    assert aviary.committed == []


async def test_an_event_nobody_reacts_to_undoes_the_command() -> None:
    aviary = Aviary()
    mediator = Mediator[Nest](aviary.open)
    mediator.register_command(Hatch, hatching)

    with pytest.raises(EventHandlersNotRegistered, match="Hatched"):
        await mediator.handle_command(Hatch("kesha"))

    assert aviary.committed == []


def test_a_second_handler_is_refused() -> None:
    with pytest.raises(AlreadyRegistered, match="Hatch"):
        a_mediator(Aviary()).register_command(Hatch, hatching)


async def test_reactions_that_feed_each_other_are_stopped() -> None:
    aviary = Aviary()
    mediator = a_mediator(aviary)
    mediator.register_event(Hatched, noting("again", Hatched("kesha")))

    with pytest.raises(TooManyEvents, match=str(EVENTS_PER_SCOPE_MAX)):
        await mediator.handle_command(Hatch("kesha"))

    assert aviary.committed == []


async def test_each_command_is_observed_once_with_its_failure() -> None:
    seen: list[str] = []

    def observe(command: Command[Any]) -> AbstractContextManager[Any]:
        @contextmanager
        def watch() -> Iterator[None]:
            try:
                yield
                seen.append("done")
            except ValueError:
                seen.append("failed")
                raise

        return watch()

    mediator = a_mediator(Aviary(), observe)
    await mediator.handle_command(Hatch("kesha"))
    with pytest.raises(ValueError, match="name"):
        await mediator.handle_all([Hatch("gosha"), Hatch("")])

    assert seen == ["done", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Feed(Command[None]):
    """Ask for grain."""


def feeding(nest: Nest) -> Callable[[Feed], Awaitable[None]]:
    """Handles `Feed`."""

    async def handle(_command: Feed) -> None:
        nest.log.append("feed")

    return handle


def a_mediator_with_a_shortcut(aviary: Aviary, *, takes: bool) -> tuple[Mediator[Nest], list[Feed]]:
    """And the commands that the shortcut was asked about."""
    mediator, asked = Mediator[Nest](aviary.open), list[Feed]()

    async def shortcut(command: Feed) -> bool:
        asked.append(command)
        return takes

    mediator.register_command(Feed, feeding)
    mediator.register_shortcut(Feed, shortcut)
    return mediator, asked


@pytest.mark.parametrize(("takes", "committed"), [(True, []), (False, [["feed"]])])
async def test_the_handler_is_asked_only_when_the_shortcut_does_not_do_it(
    *, takes: bool, committed: list[list[str]]
) -> None:
    aviary = Aviary()
    mediator, asked = a_mediator_with_a_shortcut(aviary, takes=takes)

    await mediator.handle_command(Feed())

    assert (len(asked), aviary.committed) == (1, committed)


async def test_a_batch_takes_no_shortcut_out_of_its_transaction() -> None:
    aviary = Aviary()
    mediator, asked = a_mediator_with_a_shortcut(aviary, takes=True)

    await mediator.handle_all([Feed(), Feed()])

    assert (asked, aviary.committed) == ([], [["feed", "feed"]])


async def test_a_shortcut_does_not_make_a_command_handled() -> None:
    mediator = Mediator[Nest](Aviary().open)

    with pytest.raises(CommandHandlersNotRegistered):
        mediator.register_shortcut(Feed, lambda _command: asyncio.sleep(0, True))
