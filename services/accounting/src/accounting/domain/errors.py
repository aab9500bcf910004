"""How accounting says no."""

from chassis.errors import Conflict, Forbidden, NotFound


class AccountNotFound(NotFound):
    """Nobody by that id has an account here."""

    code = "account_not_found"


class DayNotFound(NotFound):
    """Nothing was ever booked on that day."""

    code = "day_not_found"


class DayNotOver(Conflict):
    """The day is still running, and this installation does not close days ahead of time."""

    code = "day_not_over"


class CatchingUp(Conflict):
    """History is still arriving; a day closed now would lack entries."""

    code = "catching_up"


class NotYourAccount(Forbidden):
    """Workers and managers see their own account alone."""

    code = "not_your_account"
