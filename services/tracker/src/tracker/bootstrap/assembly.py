"""The tracker put together, over PostgreSQL or in memory."""

from collections.abc import Callable

from chassis.clock import Clock, SystemClock
from chassis.observability import observe_command
from chassis.postgres.database import Database
from tracker.adapters.memory.discussions import MemoryDiscussions
from tracker.adapters.memory.histories import MemoryHistories
from tracker.adapters.memory.sights import MemoryDepartureViews
from tracker.adapters.memory.store import MemoryStore
from tracker.adapters.memory.views import MemoryReassignmentViews, MemoryTaskViews
from tracker.adapters.open_pages import Publish, to_nobody
from tracker.adapters.postgres.completing import CompletionAtOnce
from tracker.adapters.postgres.departures import PostgresDepartureViews
from tracker.adapters.postgres.discussions import PostgresDiscussions
from tracker.adapters.postgres.histories import PostgresHistories
from tracker.adapters.postgres.reassignment_views import PostgresReassignmentViews
from tracker.adapters.postgres.task_views import PostgresTaskViews
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.tracker import Tracker
from tracker.bootstrap.registry import Choices, mediator_of, policy_named
from tracker.bootstrap.scope import SERVICE, MemoryScopes, PostgresScopes
from tracker.settings import TrackerSettings


def choices_of(settings: TrackerSettings, clock: Clock | None = None) -> Choices:
    return Choices(
        clock=clock or SystemClock(),
        policy=policy_named(settings.assignment_policy),
        task_created_version=settings.task_created_version,
        observe=observe_command,
    )


def tracker_over(
    database: Database, choices: Choices, wake: Callable[[], None], publish: Publish = to_nobody
) -> Tracker:
    """The tracker over PostgreSQL; `wake` tells the relay, and `publish` open pages, what was committed."""
    mediator = mediator_of(PostgresScopes(database, choices.clock, wake, publish), choices)
    mediator.register_shortcut(CompleteTask, CompletionAtOnce(database, SERVICE, choices.clock, wake))
    return Tracker(
        mediator=mediator,
        tasks=PostgresTaskViews(database),
        reassignments=PostgresReassignmentViews(database),
        discussions=PostgresDiscussions(database),
        histories=PostgresHistories(database),
        departures=PostgresDepartureViews(database),
    )


def tracker_in_memory(store: MemoryStore, choices: Choices) -> Tracker:
    """The tracker without any server, for tests and tools."""
    return Tracker(
        mediator=mediator_of(MemoryScopes(store), choices),
        tasks=MemoryTaskViews(store),
        reassignments=MemoryReassignmentViews(store),
        discussions=MemoryDiscussions(store),
        histories=MemoryHistories(store),
        departures=MemoryDepartureViews(store),
    )
