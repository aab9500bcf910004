"""Accounting on its database, without a process around it."""

from dataclasses import dataclass

from accounting.application.accounting import Accounting
from accounting.bootstrap.assembly import accounting_over, choices_of
from accounting.settings import AccountingSettings
from chassis.clock import Clock, SystemClock
from chassis.postgres.database import Database
from chassis.postgres.signal import OutboxSignal

POOL_SIZE = 10


@dataclass(frozen=True, slots=True)
class Application:
    """What the processes and tools call: `start` before the first command, `stop` after the last."""

    accounting: Accounting
    clock: Clock
    database: Database
    signal: OutboxSignal

    async def start(self) -> None:
        await self.signal.start()

    async def stop(self) -> None:
        await self.signal.stop()
        await self.database.close()


def application(
    settings: AccountingSettings,
    clock: Clock | None = None,
    *,
    process: str = "accounting",
    pool_size: int = POOL_SIZE,
) -> Application:
    """`clock` may tell another time, for the history of a demo."""
    url = settings.database_url.get_secret_value()
    told = clock or SystemClock()
    database = Database(url, application_name=process, pool_size=pool_size)
    signal = OutboxSignal(url)
    accounting = accounting_over(database, choices_of(settings, told), signal.wake)
    return Application(accounting, told, database, signal)
