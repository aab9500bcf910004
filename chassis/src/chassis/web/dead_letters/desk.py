"""Where admins of a service find its dead letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from fastapi import FastAPI

from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import ReturnToInbox
from chassis.pages import Pages, Section, message
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.web.dead_letters.pages import PATH, dead_letter_router
from chassis.web.dead_letters.waiting import WaitingLetters


@dataclass(frozen=True, slots=True)
class DeadLetterDesk:
    """Pages over a service's dead letters, and a way to them while there are any."""

    letters: PostgresDeadLetters
    back: ReturnToInbox
    waiting: WaitingLetters

    @classmethod
    def of(cls, service: str, database: Database, rabbitmq_url: str) -> Self:
        """The desk of `service`."""
        back = ReturnToInbox(service, rabbitmq_url)
        letters = PostgresDeadLetters(database, back)
        return cls(letters, back, WaitingLetters(letters.count))

    def show(self, app: FastAPI, pages: Pages) -> None:
        """Serve the pages, and have the navigation lead admins there."""
        pages.add_section(dead_letter_section(lambda: self.waiting.number))
        app.include_router(dead_letter_router(self.letters, self.waiting, pages))

    async def start(self) -> None:
        """Begin to look whether there are any."""
        await self.waiting.start()

    async def stop(self) -> None:
        """Stop looking, and close the connection to the broker."""
        await self.waiting.stop()
        await self.back.close()


def dead_letter_section(waiting: Callable[[], int]) -> Section:
    """The way to the pages, for admins, while letters wait, and on the pages themselves."""
    return Section(
        PATH,
        message("Dead letters"),
        roles=frozenset({Role.ADMIN}),
        shown=lambda request: waiting() > 0 or request.url.path.startswith(PATH),
        count=lambda _: waiting(),
    )
