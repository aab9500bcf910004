"""How the tracker says no."""

from chassis.errors import Conflict, Forbidden, NotFound, ServiceError, Unprocessable


class TooFast(ServiceError):
    """Too much in too short a time; in `retry_after_seconds` it may be tried again."""

    code = "too_fast"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class InvalidTitle(Unprocessable):
    """The title is empty, too long, or contains square brackets."""

    code = "invalid_title"


class InvalidJiraId(Unprocessable):
    """The id does not look like Jira's."""

    code = "invalid_jira_id"


class InvalidDescription(Unprocessable):
    """The description is too long."""

    code = "invalid_description"


class InvalidMessage(Unprocessable):
    """The message is empty or too long."""

    code = "invalid_message"


class TaskNotFound(NotFound):
    """There is no such task."""

    code = "task_not_found"


class MessageNotFound(NotFound):
    """There is no such message."""

    code = "message_not_found"


class ReassignmentNotFound(NotFound):
    """There is no such reassignment."""

    code = "reassignment_not_found"


class TaskExists(Conflict):
    """The id is taken by a task that says something else."""

    code = "task_exists"


class MessageExists(Conflict):
    """The id is taken by a message that says something else."""

    code = "message_exists"


class TooManyMessages(TooFast):
    """Somebody posts faster than anybody reads."""

    code = "too_many_messages"


class TooManyPresses(TooFast):
    """The button is pressed faster than the presses before can be taken in."""

    code = "too_many_presses"


class TaskIsCompleted(Conflict):
    """What is completed stays with whoever completed it."""

    code = "task_is_completed"


class NobodyToAssign(Conflict):
    """No active account may be given a task."""

    code = "nobody_to_assign"


class NotTheAssignee(Forbidden):
    """The task is somebody else's."""

    code = "not_the_assignee"


class MayNotReassign(Forbidden):
    """Reassigning is for managers and admins."""
