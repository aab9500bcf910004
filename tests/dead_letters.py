"""A service's dead letters wherever they are: still in the queue, or stored by a worker."""

from collections.abc import Sequence

from chassis.dead_letters import DeadLetter
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import RabbitDeadLetters, ReturnToInbox
from chassis.postgres.database import Database


async def dead_letters_of(service: str, rabbitmq_url: str, database: Database) -> Sequence[DeadLetter]:
    """Those in the queue and then those stored: a worker takes none out before it is stored."""
    queued = await RabbitDeadLetters(service, rabbitmq_url).list()
    stored = await PostgresDeadLetters(database, ReturnToInbox(service, rabbitmq_url)).list()
    return list({letter.id: letter for letter in (*queued, *stored)}.values())
