"""How accounting says no."""

from chassis.errors import Conflict, Forbidden, NotFound, Unprocessable


class AccountNotFound(NotFound):
    """Nobody by that id is known here."""

    code = "account_not_found"


class TaskNotFound(NotFound):
    """Nothing was ever heard of that task here."""

    code = "task_not_found"


class DayNotOver(Conflict):
    """The day is still running, and this installation does not close days ahead of time."""

    code = "day_not_over"


class CatchingUp(Conflict):
    """History is still arriving; a day closed now would lack entries."""

    code = "catching_up"


class MailNotFound(NotFound):
    """There is no mail about that payout, or none yet."""

    code = "mail_not_found"


class TooManyDaysMissed(Conflict):
    """More days would be closed at once than anybody forgets; rather the clock is wrong."""

    code = "too_many_days_missed"


class NotYourAccount(Forbidden):
    """Workers and managers see their own account alone."""

    code = "not_your_account"


class InvalidRange(Unprocessable):
    """A range of days ends before it begins, or is longer than one can look at."""

    code = "invalid_range"
