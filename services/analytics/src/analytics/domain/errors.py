"""How analytics says no."""

from chassis.errors import Unprocessable


class InvalidRange(Unprocessable):
    """A range of days that cannot be shown."""

    code = "invalid_range"


class EntryWithoutTask(Unprocessable):
    """A fee or a reward that is for no task cannot be told from another."""

    code = "entry_without_task"
