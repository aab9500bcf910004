"""A service's worker does exactly what the catalogue of events asks of it."""

import pytest

from chassis.consumer import Subscription
from chassis.duties import messaging_duties
from chassis.postgres.database import Database
from schema_registry.payloads import TASK_COMPLETED_V1
from tests.chassis.messaging.ledger import Ledger, task_completed_v1

SUBSCRIPTIONS = [Subscription(TASK_COMPLETED_V1, task_completed_v1)]


@pytest.mark.parametrize(
    ("service", "subscriptions", "expected"),
    [
        ("auth", [], ["dead-letters", "relay", "history-answers", "log-watch"]),
        (
            "accounting",
            SUBSCRIPTIONS,
            ["dead-letters", "relay", "history-answers", "log-watch", "consumer", "history-requests"],
        ),
        ("analytics", SUBSCRIPTIONS, ["dead-letters", "consumer", "history-requests"]),
    ],
)
def test_says_and_hears_what_the_catalogue_says(
    service: str, subscriptions: list[Subscription], expected: list[str]
) -> None:
    url = "postgresql+asyncpg://nobody@localhost/nothing"
    database = Database(url, application_name="tests")

    duties = messaging_duties(
        service,
        database=database,
        database_url=url,
        rabbitmq_url="amqp://localhost/",
        mediator=Ledger(database).mediator,
        subscriptions=subscriptions,
    )

    assert [duty.name for duty in duties] == expected
