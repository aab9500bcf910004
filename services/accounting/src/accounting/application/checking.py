"""Check the books when somebody asks for it, and keep what came of it for everybody to see."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Protocol

from accounting.application.queries.audit import Audit, Books
from accounting.domain.identifiers import AccountId
from chassis.clock import Clock


@dataclass(frozen=True, slots=True)
class BookCheck:
    """A check of the books that was finished, and how long it took."""

    finished_at: datetime
    seconds: float
    audit: Audit


class BookChecks(Protocol):
    """Checks of the books: asked for, finished, and kept."""

    async def ask(self, at: datetime, by: AccountId | None = None) -> None:
        """Have the books checked soon. A check that is begun by then is no answer."""
        ...

    async def asked_at(self) -> datetime | None:
        """Since when a check is waited for."""
        ...

    async def newest_request(self) -> int | None:
        """The number of the last request that is not answered yet; requests are numbered as they come."""
        ...

    async def last(self) -> BookCheck | None:
        """The last that was finished."""
        ...

    def turn(self) -> AbstractAsyncContextManager[bool]:
        """Whether it is our turn to check, rather than of somebody who is at it."""
        ...

    async def keep(self, check: BookCheck, begun_at: datetime, answers: int | None) -> None:
        """Keep `check`, which answers all requests up to the number `answers`, if there were any."""
        ...


@dataclass(frozen=True, slots=True)
class Checking:
    books: Books
    checks: BookChecks
    clock: Clock

    async def check_if_asked(self) -> BookCheck | None:
        """Check the books if anybody waits for that and nobody is at it."""
        if await self.checks.newest_request() is None:
            return None
        async with self.checks.turn() as ours:
            if not ours or await self.checks.newest_request() is None:
                return None
            return await self.check()

    async def check(self) -> BookCheck:
        """Check the books now. If this is interrupted, whoever asked is still waiting."""
        answers = await self.checks.newest_request()
        begun_at, started = self.clock.now(), perf_counter()
        audit = await self.books.audit()
        check = BookCheck(self.clock.now(), perf_counter() - started, audit)
        await self.checks.keep(check, begun_at, answers)
        return check
