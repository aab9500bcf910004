"""Auth's worker process."""

from auth.bootstrap.assembly import application
from auth.entrypoints.housekeeping import Housekeeping
from auth.settings import AuthSettings
from chassis.clock import SystemClock
from chassis.history import HistoryAnswers
from chassis.observability import observe_command
from chassis.relay import Relay
from chassis.worker import Worker


def worker() -> Worker:
    settings = AuthSettings()
    auth = application(settings, SystemClock(), process="auth-worker", observe=observe_command)
    addresses = settings.database_url.get_secret_value(), settings.rabbitmq_url.get_secret_value()
    return Worker(
        "auth",
        [Relay("auth", *addresses), HistoryAnswers("auth", *addresses), Housekeeping(auth.mediator)],
        settings.http_host,
        settings.http_port,
        start=[auth.start],
        stop=[auth.stop],
    )
