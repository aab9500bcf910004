"""Which open pages an event concerns."""

from collections.abc import Iterable
from uuid import UUID

from chassis.envelope import Envelope
from chassis.live import for_account

TASK_EVENTS = ("task.created", "task.assigned", "task.completed")


def hints_of(envelope: Envelope) -> Iterable[str]:
    """`tasks` for lists of all, `tasks:mine` for those concerned, `task:<id>` for one task's page.

    A reassignment takes tasks from people whom its events do not name, so everybody has a hint of it.
    """
    match envelope.type:
        case "task.assigned" if envelope.data["reassignment_id"] is not None:
            return ("tasks", "reassignment")
        case "task.assigned":
            (assignment,) = envelope.data["assignments"]
            return _of_one(assignment["task_id"], assignment["account_id"])
        case "task.completed":
            return _of_one(envelope.data["task_id"], envelope.data["account_id"])
        case _:
            return ("tasks",)


def _of_one(task_id: str, account_id: str) -> Iterable[str]:
    return ("tasks", f"task:{task_id}", for_account("tasks", UUID(account_id)))
