"""The worker process: relay, consumer and the runner of reassignments."""

from chassis.consumer import Consumer
from chassis.live import HintPublisher
from chassis.relay import Relay
from chassis.worker import Worker
from tracker.adapters.postgres.bell import PostgresBell
from tracker.bootstrap.application import application
from tracker.bootstrap.registry import SUBSCRIPTIONS
from tracker.bootstrap.scope import SERVICE
from tracker.entrypoints.scheduler.reassignment_runner import ReassignmentRunner
from tracker.settings import TrackerSettings

POOL_SIZE = 4


def build_worker(settings: TrackerSettings) -> Worker:
    database_url = settings.database_url.get_secret_value()
    rabbitmq_url = settings.rabbitmq_url.get_secret_value()
    core = application(settings, process="tracker-worker", pool_size=POOL_SIZE)
    hints = HintPublisher(rabbitmq_url, SERVICE)
    return Worker(
        service=SERVICE,
        tasks=[
            Relay(SERVICE, database_url, rabbitmq_url),
            Consumer(SERVICE, rabbitmq_url, core.tracker.mediator, SUBSCRIPTIONS),
            ReassignmentRunner(core.tracker, PostgresBell(database_url), hints),
        ],
        host=settings.http_host,
        port=settings.http_port,
        start=[core.start, hints.start],
        stop=[hints.stop, core.stop],
    )
