"""Hands each command to its one handler and each domain event to its reactions, all in one transaction."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from typing import Any, Generic, Protocol, TypeVar

from chassis.messages import Command, DomainEvent

R = TypeVar("R")
S = TypeVar("S", bound="Scope")
C = TypeVar("C", bound=Command[Any])
N = TypeVar("N", bound=Command[None])
E = TypeVar("E", bound=DomainEvent)

EVENTS_PER_SCOPE_MAX = 10_000


class CommandHandlersNotRegistered(LookupError):
    """Nobody handles this command."""


class EventHandlersNotRegistered(LookupError):
    """Nobody reacts to this domain event."""


class AlreadyRegistered(ValueError):
    """A command has exactly one handler; this one has it already."""


class TooManyEvents(RuntimeError):
    """One command set off more domain events than any sound one does: reactions feed each other."""


class RecordedEvents:
    """The domain events recorded in one scope and not yet reacted to, in order."""

    def __init__(self) -> None:
        self._waiting: deque[DomainEvent] = deque()

    def record(self, *events: DomainEvent) -> None:
        """Append `events`; repositories call this when they save an aggregate."""
        self._waiting.extend(events)

    def next(self) -> DomainEvent | None:
        """Remove and return the oldest event, or None."""
        return self._waiting.popleft() if self._waiting else None


class Scope(Protocol):
    """What one transaction offers: a service's ports, and the events recorded in it."""

    @property
    def events(self) -> RecordedEvents:
        """The scope's recorded domain events."""
        ...


OpenScope = Callable[[], AbstractAsyncContextManager[S]]
Observe = Callable[[Command[Any]], AbstractContextManager[Any]]


def unobserved(_command: Command[Any]) -> AbstractContextManager[Any]:
    """Watch nothing: for tests and tools."""
    return nullcontext()


class Mediator(Generic[S]):
    """One command, one scope, one transaction; it keeps no state between requests.

    `open_scope` opens a transaction and commits when left without an exception. `observe` wraps each command
    (traces, metrics and the one log line a command gets).
    """

    def __init__(self, open_scope: OpenScope[S], observe: Observe = unobserved) -> None:
        self._open_scope = open_scope
        self._observe = observe
        self._handlers: dict[type[Command[Any]], Callable[[S], Callable[[Any], Awaitable[Any]]]] = {}
        self._shortcuts: dict[type[Command[Any]], Callable[[Any], Awaitable[bool]]] = {}
        self._reactions: dict[type[DomainEvent], list[Callable[[S], Callable[[Any], Awaitable[None]]]]] = {}

    def register_command(self, command: type[C], build: Callable[[S], Callable[[C], Awaitable[Any]]]) -> None:
        """Let `build(scope)` handle `command`. Raises `AlreadyRegistered` on a second handler."""
        if command in self._handlers:
            raise AlreadyRegistered(f"{command.__name__} has a handler already")
        self._handlers[command] = build

    def register_shortcut(self, command: type[N], take: Callable[[N], Awaitable[bool]]) -> None:
        """Let `take` try `command` first, in a transaction of its own, whenever it is handled alone.

        It answers whether it has done all of it, reactions included; where it has not, it has done nothing
        and the handler is asked, which alone knows the rules. For commands that answer nothing. Raises
        `CommandHandlersNotRegistered`.
        """
        self._builder_of(command)
        self._shortcuts[command] = take

    def register_event(self, event: type[E], build: Callable[[S], Callable[[E], Awaitable[None]]]) -> None:
        """Let `build(scope)` react to `event`, after the reactions registered before it."""
        self._reactions.setdefault(event, []).append(build)

    async def handle_command(self, command: Command[R]) -> R:
        """Run `command` and its reactions in one transaction and return the handler's answer.

        Raises `CommandHandlersNotRegistered`, `EventHandlersNotRegistered`, and whatever the handler raises;
        any of them undoes the whole.
        """
        self._builder_of(type(command))
        shortcut = self._shortcuts.get(type(command))
        with self._observe(command):
            if shortcut is not None and await shortcut(command):
                return None  # type: ignore[return-value]
            async with self._open_scope() as scope:
                return await self._run(command, scope)

    async def handle_all(self, commands: Sequence[Command[Any]]) -> None:
        """Run `commands` in order in one transaction: all of them or none. How a consumer applies a batch."""
        async with self._open_scope() as scope:
            for command in commands:
                with self._observe(command):
                    await self._run(command, scope)

    async def publish_event(self, event: DomainEvent, scope: S) -> None:
        """Hand `event` to each of its reactions, inside `scope`."""
        reactions = self._reactions.get(type(event))
        if not reactions:
            raise EventHandlersNotRegistered(f"nothing reacts to {type(event).__name__}: register a reaction")
        for build in reactions:
            await build(scope)(event)

    async def _run(self, command: Command[R], scope: S) -> R:
        answer: R = await self._builder_of(type(command))(scope)(command)
        await self._drain(scope)
        return answer

    async def _drain(self, scope: S) -> None:
        for _ in range(EVENTS_PER_SCOPE_MAX):
            event = scope.events.next()
            if event is None:
                return
            await self.publish_event(event, scope)
        raise TooManyEvents(f"more than {EVENTS_PER_SCOPE_MAX} domain events in one command")

    def _builder_of(self, command: type[Command[Any]]) -> Callable[[S], Callable[[Any], Awaitable[Any]]]:
        try:
            return self._handlers[command]
        except KeyError:
            raise CommandHandlersNotRegistered(
                f"nothing handles {command.__name__}: register a handler"
            ) from None
