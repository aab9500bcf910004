"""The tracker on its database, without a process around it."""

from dataclasses import dataclass

from chassis.clock import Clock, SystemClock
from chassis.postgres.database import Database
from chassis.postgres.signal import OutboxSignal
from tracker.adapters.open_pages import Publish, to_nobody
from tracker.application.tracker import Tracker
from tracker.bootstrap.assembly import choices_of, tracker_over
from tracker.settings import TrackerSettings

POOL_SIZE = 10


@dataclass(frozen=True, slots=True)
class Application:
    """What the processes and tools call: `start` before the first command, `stop` after the last."""

    tracker: Tracker
    clock: Clock
    database: Database
    signal: OutboxSignal

    async def start(self) -> None:
        await self.signal.start()

    async def stop(self) -> None:
        await self.signal.stop()
        await self.database.close()


def application(
    settings: TrackerSettings,
    clock: Clock | None = None,
    *,
    process: str = "tracker",
    pool_size: int = POOL_SIZE,
    publish: Publish = to_nobody,
) -> Application:
    """`clock` may tell another time, for the history of a demo; `publish` tells open pages."""
    url = settings.database_url.get_secret_value()
    told = clock or SystemClock()
    database = Database(url, application_name=process, pool_size=pool_size)
    signal = OutboxSignal(url)
    tracker = tracker_over(database, choices_of(settings, told), signal.wake, publish)
    return Application(tracker, told, database, signal)
