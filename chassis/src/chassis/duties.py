"""What every service's worker does for messaging, put together from the registry's catalogue."""

from collections.abc import Sequence

from chassis.archive import LogWatch
from chassis.consumer import Consumer, Subscription
from chassis.consumer.applying import HandlesAll
from chassis.consumer.consumer import AfterBatch
from chassis.dead_letters.collecting import DeadLetterCollector
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import ReturnToInbox
from chassis.history import HistoryAnswers, HistoryRequests, PostgresHistory
from chassis.postgres.database import Database
from chassis.relay import Relay
from chassis.worker import Duty
from schema_registry import EVENTS


def messaging_duties(
    service: str,
    *,
    database: Database,
    database_url: str,
    rabbitmq_url: str,
    mediator: HandlesAll,
    subscriptions: Sequence[Subscription] = (),
    after_batch: AfterBatch | None = None,
) -> list[Duty]:
    """The duties of `service`, to be given to `Worker` among its tasks; `database_url` is `database`'s.

    Relay, history answers and a watch over the log if it says anything, consumer and history requests if it
    subscribes to anything, and what stores dead letters.
    """
    letters = PostgresDeadLetters(database, ReturnToInbox(service, rabbitmq_url))
    duties: list[Duty] = [DeadLetterCollector(service, letters, rabbitmq_url)]
    if any(event.producer == service for event in EVENTS.values()):
        duties.append(Relay(service, database_url, rabbitmq_url))
        duties.append(HistoryAnswers(service, database_url, rabbitmq_url))
        duties.append(LogWatch(database))
    if subscriptions:
        history = PostgresHistory(service, database)
        duties.append(Consumer(service, rabbitmq_url, mediator, subscriptions, after_batch, history=history))
        duties.append(HistoryRequests(service, history, rabbitmq_url))
    return duties
