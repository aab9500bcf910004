"""The end of a history counts only after all that was told before it, whichever worker has it in hand."""

from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.names import SYNC_FINISHED, replay_of, retry_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.chassis.messaging.inbox import INBOX, bodies, facts, left_in, many, send
from tests.chassis.messaging.ledger import Ledger
from tests.chassis.messaging.support import running
from tests.eventually import eventually
from tests.servers.rabbitmq import BrokerUrls


class Listens:
    """Notes which history ended, and what was booked by then."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.heard: list[tuple[str, object]] = []

    async def finish(self, producer: str) -> None:
        self.heard.append((producer, await self._ledger.booked()))


async def end_history(broker: BrokerUrls, times: int) -> None:
    """Say as the tracker that its history is told."""
    end = Outgoing(
        replay_of("tracker"), "accounting", "end", b'{"cursor": "replay-accounting"}', SYNC_FINISHED
    )
    async with publishing(broker["tracker"], "test") as channel:
        await Publisher(channel).publish([end] * times)


async def test_the_end_waits_for_what_another_worker_holds(ledger: Ledger, broker: BrokerUrls) -> None:
    slow, quick = ledger, Ledger(ledger.database)
    listens = Listens(ledger)
    told = many(3)
    slow.gate.clear()
    await send(broker, *bodies(told))

    competing = quick.consumer(broker["accounting"], history=listens)

    async def goes_round() -> bool:
        return bool(await left_in(broker, retry_of("accounting")))

    async with running(slow.consumer(broker["accounting"], history=listens)):
        try:
            await eventually(slow.entered.is_set)
            async with running(competing):
                await eventually(competing.ready)
                await end_history(broker, times=10)
                await eventually(goes_round, within_seconds=15)
                heard_meanwhile = list(listens.heard)
                slow.gate.set()
                await eventually(lambda: bool(listens.heard), within_seconds=20)
        finally:
            slow.gate.set()

    assert heard_meanwhile == []
    assert listens.heard[0] == ("tracker", facts(told))


async def test_the_end_goes_round_once_and_is_then_gone(ledger: Ledger, broker: BrokerUrls) -> None:
    listens = Listens(ledger)

    async with running(ledger.consumer(broker["accounting"], history=listens)):
        await end_history(broker, times=1)
        await eventually(lambda: bool(listens.heard), within_seconds=20)

    assert [producer for producer, _ in listens.heard] == ["tracker"]
    assert await left_in(broker, retry_of("accounting")) == []
    assert await left_in(broker, INBOX) == []
