"""Auth's worker process."""

from datetime import timedelta

from auth.adapters.back_channel import HttpBackChannel
from auth.bootstrap.assembly import application
from auth.bootstrap.logout import logout_duty_of
from auth.bootstrap.mailing import mailers_of
from auth.entrypoints.housekeeping import Housekeeping
from auth.settings import AuthSettings
from chassis.clock import SystemClock
from chassis.history import HistoryAnswers
from chassis.live import HintPublisher
from chassis.observability import observe_command
from chassis.relay import Relay
from chassis.worker import Worker


def worker() -> Worker:
    settings = AuthSettings()
    auth = application(settings, SystemClock(), process="auth-worker", observe=observe_command)
    back_channel = HttpBackChannel()
    hints = HintPublisher(settings.rabbitmq_url.get_secret_value(), "auth")
    addresses = settings.database_url.get_secret_value(), settings.rabbitmq_url.get_secret_value()
    return Worker(
        "auth",
        [
            Relay("auth", *addresses),
            HistoryAnswers("auth", *addresses),
            Housekeeping(auth.mediator, timedelta(days=settings.signing_key_days)),
            logout_duty_of(auth, back_channel).duty(),
            *(mailer.duty() for mailer in mailers_of(auth.database, settings, auth.clock, hints)),
        ],
        settings.http_host,
        settings.http_port,
        start=[auth.start, hints.start],
        stop=[hints.stop, back_channel.close, auth.stop],
    )
