"""Analytics on its database, without a process around it."""

from dataclasses import dataclass

from analytics.application.analytics import Analytics
from analytics.bootstrap.assembly import analytics_over
from analytics.settings import AnalyticsSettings
from chassis.clock import Clock, SystemClock
from chassis.observability import observe_command
from chassis.postgres.database import Database

POOL_SIZE = 10


@dataclass(frozen=True, slots=True)
class Application:
    """What the processes and tools call: `start` before the first command, `stop` after the last."""

    analytics: Analytics
    clock: Clock
    database: Database

    async def start(self) -> None:
        """Nothing has to run beside it: analytics sends no events."""

    async def stop(self) -> None:
        await self.database.close()


def application(
    settings: AnalyticsSettings,
    clock: Clock | None = None,
    *,
    process: str = "analytics",
    pool_size: int = POOL_SIZE,
    planned_once: bool = False,
) -> Application:
    """`clock` may tell another time, for the history of a demo; for `planned_once` see `Database`."""
    database = Database(
        settings.database_url.get_secret_value(),
        application_name=process,
        pool_size=pool_size,
        planned_once=planned_once,
    )
    analytics = analytics_over(database, settings.time_zone, observe_command)
    return Application(analytics, clock or SystemClock(), database)
