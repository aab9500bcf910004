"""Asks producers for their history until all of it has arrived."""

import asyncio
import json

import structlog

from chassis.consumer.judgement import Judgement, judge
from chassis.crash_points import crash_point
from chassis.history.state import PostgresHistory
from chassis.identifiers import new_id
from chassis.rabbitmq.connection import BROKER_FAILURES
from chassis.rabbitmq.names import SYNC_REQUESTED, exchange_of
from chassis.rabbitmq.publisher import Outgoing
from chassis.rabbitmq.side_publisher import SidePublisher
from chassis.waiting import BackOff, stopped_within

ASK_AGAIN_SECONDS = 60.0
CONTENT_TYPE = "application/json"


class HistoryRequests:
    """A worker's duty: says `sync.requested` through the service's own exchange until it is answered.

    The request names the producers still waited for; the broker lets nobody else say it there.
    """

    name = "history-requests"

    def __init__(self, service: str, history: PostgresHistory, rabbitmq_url: str) -> None:
        self._service = service
        self._history = history
        self._publisher = SidePublisher(rabbitmq_url, f"{service}-history")

    def ready(self) -> bool:
        """Always: a service that still catches up serves what it has."""
        return True

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until everything has arrived, then wait for `stop`."""
        back_off = BackOff()
        while not stop.is_set():
            try:
                if not await self._ask():
                    break
                back_off.reset()
                await stopped_within(stop, ASK_AGAIN_SECONDS)
            except Exception as error:
                if judge(error) is not Judgement.PASSING and not isinstance(error, BROKER_FAILURES):
                    raise
                structlog.get_logger(__name__).warning("history is asked for again", error=repr(error))
                await back_off.pause(stop)
        await self._publisher.close()
        await stop.wait()

    async def _ask(self) -> bool:
        producers = list(await self._history.waiting_for())
        crash_point("history.asking")
        if producers:
            body = json.dumps({"producers": producers}).encode()
            await self._publisher.publish(
                [
                    Outgoing(
                        exchange_of(self._service),
                        SYNC_REQUESTED,
                        str(new_id()),
                        body,
                        SYNC_REQUESTED,
                        content_type=CONTENT_TYPE,
                    )
                ]
            )
        return bool(producers)
