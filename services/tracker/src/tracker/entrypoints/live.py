"""Which open pages an event concerns."""

from collections.abc import Iterable
from uuid import UUID

from chassis.envelope import Envelope
from chassis.live import for_account, in_turn

ALL_TASKS = in_turn("tasks")
TASK_EVENTS = ("task.created", "task.assigned", "task.completed")


def hints_of(envelope: Envelope) -> Iterable[str]:
    """`tasks` for lists of all, `tasks:mine` for those concerned, `task:<id>` for one task's page.

    What concerns everybody is told in turn. A reassignment names those who are given tasks; whoever only has
    some taken is told when it is over.
    """
    match envelope.type:
        case "task.assigned" if envelope.data["reassignment_id"] is not None:
            given = {assignment["account_id"] for assignment in envelope.data["assignments"]}
            return (ALL_TASKS, *(in_turn(for_account("tasks", UUID(account))) for account in given))
        case "task.assigned":
            (assignment,) = envelope.data["assignments"]
            return _of_one(assignment["task_id"], assignment["account_id"])
        case "task.completed":
            return _of_one(envelope.data["task_id"], envelope.data["account_id"])
        case _:
            return (ALL_TASKS,)


def _of_one(task_id: str, account_id: str) -> Iterable[str]:
    return (ALL_TASKS, f"task:{task_id}", for_account("tasks", UUID(account_id)))
