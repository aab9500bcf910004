"""The worker process: messaging, whoever closes days, and whoever sends mails."""

from collections.abc import Sequence

from accounting.adapters.postgres.clocks import agreed_time
from accounting.bootstrap.application import Application, application
from accounting.bootstrap.mailing import mailers_of
from accounting.bootstrap.registry import SUBSCRIPTIONS
from accounting.bootstrap.scope import SERVICE
from accounting.bootstrap.sealing import checking_over, sealing_over
from accounting.entrypoints.live import HintsAfterBatch
from accounting.entrypoints.scheduler.checker import Checker
from accounting.entrypoints.scheduler.closing_runner import ClosingRunner
from accounting.entrypoints.scheduler.closing_schedule import ClosingSchedule
from accounting.entrypoints.scheduler.sealer import Sealer
from accounting.settings import AccountingSettings
from chassis.clock import Clock
from chassis.consumer import Consumer
from chassis.duties import messaging_duties
from chassis.live import HintPublisher
from chassis.worker import Duty, Worker

POOL_SIZE = 4


def build_worker(settings: AccountingSettings, clock: Clock | None = None) -> Worker:
    database_url = settings.database_url.get_secret_value()
    rabbitmq_url = settings.rabbitmq_url.get_secret_value()
    core = application(settings, clock, process="accounting-worker", pool_size=POOL_SIZE)
    hints = HintPublisher(rabbitmq_url, SERVICE)
    messaging = messaging_duties(
        SERVICE,
        database=core.database,
        database_url=database_url,
        rabbitmq_url=rabbitmq_url,
        mediator=core.accounting.mediator,
        subscriptions=SUBSCRIPTIONS,
        after_batch=HintsAfterBatch(hints),
    )
    return Worker(
        service=SERVICE,
        tasks=[
            *messaging,
            *_closing(core, settings, hints, messaging),
            *_guarding(core, settings, hints),
            *(mailer.duty() for mailer in mailers_of(core.accounting, settings, core.clock, hints)),
        ],
        host=settings.http_host,
        port=settings.http_port,
        start=[core.start, hints.start],
        stop=[hints.stop, core.stop],
    )


def _guarding(core: Application, settings: AccountingSettings, hints: HintPublisher) -> Sequence[Duty]:
    """Whoever seals days that were closed, and whoever checks the books."""
    checking = checking_over(core.database, settings, core.clock)
    sealing = sealing_over(core.database, settings, core.clock)
    return [Sealer(sealing, checking.checks, core.clock).duty(), Checker(checking, hints).duty()]


def _closing(
    core: Application, settings: AccountingSettings, hints: HintPublisher, messaging: Sequence[Duty]
) -> Sequence[Duty]:
    """Whoever pays out days that have ended; and whoever ends them, unless that is done by hand."""
    runner = ClosingRunner(core.accounting, hints).duty()
    if not settings.close_days:
        return [runner]
    consumer = next(duty for duty in messaging if isinstance(duty, Consumer))
    now = agreed_time(core.clock, core.database)
    schedule = ClosingSchedule(core.accounting, now, settings.time_zone, consumer.ready, hints)
    return [runner, schedule.duty()]
