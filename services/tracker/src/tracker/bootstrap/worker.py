"""The worker process: messaging, and the runner of reassignments."""

from chassis.duties import messaging_duties
from chassis.live import HintPublisher
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
            *messaging_duties(
                SERVICE,
                database=core.database,
                database_url=database_url,
                rabbitmq_url=rabbitmq_url,
                mediator=core.tracker.mediator,
                subscriptions=SUBSCRIPTIONS,
            ),
            ReassignmentRunner(core.tracker, PostgresBell(database_url), hints),
        ],
        host=settings.http_host,
        port=settings.http_port,
        start=[core.start, hints.start],
        stop=[hints.stop, core.stop],
    )
