"""How analytics says no."""

from chassis.errors import Unprocessable


class InvalidRange(Unprocessable):
    """A range of days that cannot be shown."""

    code = "invalid_range"
