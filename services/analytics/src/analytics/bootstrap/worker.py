"""The worker process: consumer, requests for history, hints to pages; no relay, as analytics says nothing."""

from collections.abc import Sequence

from analytics.adapters.postgres.freshness import PostgresFreshnessLog
from analytics.bootstrap.application import application
from analytics.bootstrap.registry import SUBSCRIPTIONS
from analytics.bootstrap.scope import SERVICE
from analytics.entrypoints.live import hints_of_batch
from analytics.entrypoints.scheduler.freshness_watch import FreshnessWatch
from analytics.settings import AnalyticsSettings
from chassis.consumer import Consumer
from chassis.duties import messaging_duties
from chassis.envelope import Envelope
from chassis.live import HintPublisher
from chassis.worker import Worker

POOL_SIZE = 4


def build_worker(settings: AnalyticsSettings) -> Worker:
    rabbitmq_url = settings.rabbitmq_url.get_secret_value()
    core = application(settings, process="analytics-worker", pool_size=POOL_SIZE)
    hints = HintPublisher(rabbitmq_url, SERVICE)
    freshness = FreshnessWatch(PostgresFreshnessLog(core.database), core.clock)

    async def tell_open_pages(batch: Sequence[Envelope]) -> None:
        freshness.hear(batch)
        hints.publish(hints_of_batch(batch))

    messaging = messaging_duties(
        SERVICE,
        database=core.database,
        database_url=settings.database_url.get_secret_value(),
        rabbitmq_url=rabbitmq_url,
        mediator=core.analytics.mediator,
        subscriptions=SUBSCRIPTIONS,
        after_batch=tell_open_pages,
    )
    freshness.watch(next(duty for duty in messaging if isinstance(duty, Consumer)))
    return Worker(
        service=SERVICE,
        tasks=[*messaging, freshness],
        host=settings.http_host,
        port=settings.http_port,
        start=[core.start, hints.start],
        stop=[hints.stop, core.stop],
    )
