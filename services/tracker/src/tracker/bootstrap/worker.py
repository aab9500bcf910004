"""The worker process: relay, consumer and the runner of reassignments."""

from chassis.consumer import Consumer
from chassis.postgres.database import Database
from chassis.postgres.signal import OutboxSignal
from chassis.relay import Relay
from chassis.worker import Worker
from tracker.adapters.postgres.bell import PostgresBell
from tracker.bootstrap import SERVICE, choices_of, tracker_over
from tracker.bootstrap.registry import SUBSCRIPTIONS
from tracker.entrypoints.scheduler.reassignment_runner import ReassignmentRunner
from tracker.settings import TrackerSettings

POOL_SIZE = 4


def build_worker(settings: TrackerSettings) -> Worker:
    database_url = settings.database_url.get_secret_value()
    rabbitmq_url = settings.rabbitmq_url.get_secret_value()
    database = Database(database_url, application_name="tracker-worker", pool_size=POOL_SIZE)
    signal = OutboxSignal(database_url)
    tracker = tracker_over(database, choices_of(settings), signal.wake)
    return Worker(
        service=SERVICE,
        tasks=[
            Relay(SERVICE, database_url, rabbitmq_url),
            Consumer(SERVICE, rabbitmq_url, tracker.mediator, SUBSCRIPTIONS),
            ReassignmentRunner(tracker, PostgresBell(database_url)),
        ],
        host=settings.http_host,
        port=settings.http_port,
        start=[signal.start],
        stop=[signal.stop, database.close],
    )
