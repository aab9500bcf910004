"""The hub of one web process: hears what happens on the broker and tells the open pages."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from secrets import token_hex

import structlog
from aiormq.abc import AbstractChannel, ArgumentsType, DeliveredMessage

from chassis.envelope import Envelope, MalformedEnvelope
from chassis.identifiers import AccountId
from chassis.live.audience import Audience
from chassis.live.hints import read_hint, session_ended
from chassis.live.messages import HINT_KEY, HINT_PATTERN, HINT_PREFIX, pack, unpack
from chassis.live.page import OpenPage
from chassis.rabbitmq.connection import BROKER_FAILURES, CONNECT_SECONDS, consuming
from chassis.rabbitmq.names import exchange_of, live_of
from chassis.visitor import Visitor
from chassis.waiting import cancelled
from schema_registry.payloads import ACCOUNT_CREATED_V1, ACCOUNT_DEACTIVATED_V1, ACCOUNT_UPDATED_V1

QUEUE_LENGTH_MAX = 10_000
"""A process that falls further behind loses the oldest hints; its pages have reconnected long before."""

PREFETCH = 100
PUBLISH_SECONDS_MAX = 5.0
TELLING_MAX = 100
"""Ends of sessions on their way to the service's other processes; pages there find out by themselves."""

RETRY_SECONDS_MIN = 0.2
RETRY_SECONDS_MAX = 5.0
AUTH = "auth"
ACCOUNT_EVENTS = (ACCOUNT_CREATED_V1.type, ACCOUNT_UPDATED_V1.type, ACCOUNT_DEACTIVATED_V1.type)

Hear = Callable[[Envelope], None]
MaySee = Callable[[Visitor, str], bool]


def everybody(_visitor: Visitor, _topic: str) -> bool:
    """Every signed-in visitor may know that anything changed."""
    return True


class LiveHub:
    """Turns events into hints for the pages open at this process.

    `bindings` maps exchanges to the routing keys whose events `hints` turns into hints (see the package for
    their form); hints that the service's worker publishes come by themselves, and auth's account events too,
    for `listen`. `may_see` says who gets hints that are addressed to nobody. After a gap, pages are told to
    fetch everything.
    """

    def __init__(
        self,
        rabbitmq_url: str,
        service: str,
        bindings: Mapping[str, Sequence[str]],
        hints: Callable[[Envelope], Iterable[str]],
        may_see: MaySee = everybody,
    ) -> None:
        self._url = rabbitmq_url
        self._service = service
        self._bindings = [(exchange, key) for exchange, keys in bindings.items() for key in keys]
        self._shows_accounts = exchange_of(AUTH) in bindings
        self._hints = hints
        self._audience = Audience(may_see)
        self._listeners: list[Hear] = []
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._channel: AbstractChannel | None = None
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether events reach this process at the moment."""
        return self._connected.is_set()

    @property
    def audience(self) -> Audience:
        """The open pages."""
        return self._audience

    def listen(self, hear: Hear) -> None:
        """Have `hear` called with each of auth's account events that passes by."""
        self._listeners.append(hear)

    def open(self, visitor: Visitor) -> OpenPage:
        """Register a page of `visitor`; raises `TooManyPages`."""
        return self._audience.open(visitor)

    def close(self, page: OpenPage) -> None:
        """The page is gone."""
        self._audience.close(page)

    def session_ended(self, account_id: AccountId) -> None:
        """Have the account's pages looked up again, at this process now and at the service's others soon."""
        hint = session_ended(account_id)
        self._audience.tell(read_hint(hint))
        channel = self._channel
        if channel is not None and self.connected and len(self._telling) < TELLING_MAX:
            task = asyncio.create_task(self._pass_on(channel, hint), name="session-ended")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def start(self) -> None:
        """Begin; the connection is made, and made again, in the background."""
        self._task = asyncio.create_task(self._run(), name="live-hub")

    async def stop(self) -> None:
        """End; pages reconnect to another process."""
        if self._task is not None:
            await cancelled(self._task)
            self._task = None

    async def _run(self) -> None:
        delay = RETRY_SECONDS_MIN
        while True:
            try:
                async with consuming(self._url, f"{self._service} live", PREFETCH) as channel:
                    await self._subscribe(channel)
                    delay = RETRY_SECONDS_MIN
                    await asyncio.wait({channel.closing})
            except BROKER_FAILURES as error:
                structlog.get_logger(__name__).warning("live pages have no connection", error=repr(error))
            finally:
                self._connected.clear()
            await asyncio.sleep(delay)
            delay = min(delay * 2, RETRY_SECONDS_MAX)

    async def _subscribe(self, channel: AbstractChannel) -> None:
        queue = live_of(self._service, token_hex(8))
        arguments: ArgumentsType = {"x-max-length": QUEUE_LENGTH_MAX}
        await channel.queue_declare(
            queue, exclusive=True, auto_delete=True, arguments=arguments, timeout=CONNECT_SECONDS
        )
        own = exchange_of(self._service)
        accounts = [(exchange_of(AUTH), key) for key in ACCOUNT_EVENTS]
        for exchange, key in {(own, HINT_PATTERN), *accounts, *self._bindings}:
            await channel.queue_bind(queue, exchange, key, timeout=CONNECT_SECONDS)
        await channel.basic_consume(queue, self._receive, no_ack=True, timeout=CONNECT_SECONDS)
        self._channel = channel
        self._connected.set()
        self._audience.refresh()

    async def _pass_on(self, channel: AbstractChannel, hint: str) -> None:
        try:
            await channel.basic_publish(
                pack([hint]),
                exchange=exchange_of(self._service),
                routing_key=HINT_KEY,
                timeout=PUBLISH_SECONDS_MAX,
            )
        except BROKER_FAILURES as error:
            structlog.get_logger(__name__).warning("other processes hear later", error=repr(error))

    async def _receive(self, message: DeliveredMessage) -> None:
        key = message.routing_key or ""
        if not self._audience and key not in ACCOUNT_EVENTS:
            return
        try:
            for hint in self._read(key, message.body):
                self._audience.tell(read_hint(hint))
        except (MalformedEnvelope, ValueError, LookupError, TypeError) as error:
            structlog.get_logger(__name__).error("no hint made of this", routing_key=key, error=repr(error))

    def _read(self, routing_key: str, body: bytes) -> Iterable[str]:
        if routing_key.startswith(HINT_PREFIX):
            return unpack(body)
        envelope = Envelope.from_bytes(body)
        if envelope.type in ACCOUNT_EVENTS:
            for hear in self._listeners:
                hear(envelope)
            if not self._shows_accounts:
                return ()
        return self._hints(envelope)
