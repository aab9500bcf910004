"""The worker process: messaging, whoever closes days, and whoever sends mails."""

from accounting.bootstrap.application import application
from accounting.bootstrap.mailing import mailers_of
from accounting.bootstrap.registry import SUBSCRIPTIONS
from accounting.bootstrap.scope import SERVICE
from accounting.entrypoints.live import HintsAfterBatch
from accounting.entrypoints.scheduler.closing_runner import ClosingRunner
from accounting.settings import AccountingSettings
from chassis.clock import Clock
from chassis.duties import messaging_duties
from chassis.live import HintPublisher
from chassis.worker import Worker

POOL_SIZE = 4


def build_worker(settings: AccountingSettings, clock: Clock | None = None) -> Worker:
    database_url = settings.database_url.get_secret_value()
    rabbitmq_url = settings.rabbitmq_url.get_secret_value()
    core = application(settings, clock, process="accounting-worker", pool_size=POOL_SIZE)
    hints = HintPublisher(rabbitmq_url, SERVICE)
    return Worker(
        service=SERVICE,
        tasks=[
            *messaging_duties(
                SERVICE,
                database=core.database,
                database_url=database_url,
                rabbitmq_url=rabbitmq_url,
                mediator=core.accounting.mediator,
                subscriptions=SUBSCRIPTIONS,
                after_batch=HintsAfterBatch(hints),
            ),
            ClosingRunner(core.accounting, hints),
            *mailers_of(core.accounting, settings, core.clock, hints),
        ],
        host=settings.http_host,
        port=settings.http_port,
        start=[core.start, hints.start],
        stop=[hints.stop, core.stop],
    )
