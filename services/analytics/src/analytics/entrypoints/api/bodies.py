"""What the JSON API answers."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from analytics.application.views import Agreement, DayFigures, MostExpensiveByDay, MostExpensiveTask, Summary
from chassis.web.money import dollars


class TaskBody(BaseModel):
    """`title` is empty while the task's own event is still on its way."""

    id: UUID
    jira_id: str | None
    title: str


class PersonBody(BaseModel):
    """`name` is empty while the account's own event is still on its way."""

    id: UUID
    name: str


class TieBody(BaseModel):
    """Another task that was just as expensive."""

    day: date
    task: TaskBody
    account: PersonBody

    @classmethod
    def of(cls, shown: MostExpensiveTask) -> "TieBody":
        return cls(
            day=shown.completion.day,
            task=TaskBody(id=shown.task.id, jira_id=shown.task.jira_id, title=shown.task.title),
            account=PersonBody(id=shown.account.id, name=shown.account.name),
        )


class MostExpensiveBody(BaseModel):
    """`day` is when the task was completed; `others` is how many more completions earned as much.

    `ties` names the first few of those.
    """

    day: date
    task: TaskBody
    reward: str
    account: PersonBody
    others: int
    ties: list["TieBody"]

    @classmethod
    def of(cls, shown: MostExpensiveTask) -> "MostExpensiveBody":
        return cls(
            day=shown.completion.day,
            task=TaskBody(id=shown.task.id, jira_id=shown.task.jira_id, title=shown.task.title),
            reward=dollars(shown.completion.reward),
            account=PersonBody(id=shown.account.id, name=shown.account.name),
            others=shown.completion.others,
            ties=[TieBody.of(tie) for tie in shown.ties],
        )

    @classmethod
    def if_any(cls, shown: MostExpensiveTask | None) -> "MostExpensiveBody | None":
        return None if shown is None else cls.of(shown)


class MostExpensiveByPeriodBody(BaseModel):
    """The calendar day, week (Monday to Sunday) and month; null while no task was completed in it."""

    day: MostExpensiveBody | None
    week: MostExpensiveBody | None
    month: MostExpensiveBody | None


class SummaryBody(BaseModel):
    day: date
    management_earnings: str
    accounts_in_the_red: int
    most_expensive_task: MostExpensiveByPeriodBody

    @classmethod
    def of(cls, summary: Summary) -> "SummaryBody":
        return cls(
            day=summary.day.day,
            management_earnings=dollars(summary.day.earnings),
            accounts_in_the_red=summary.accounts_in_the_red,
            most_expensive_task=MostExpensiveByPeriodBody(
                day=MostExpensiveBody.if_any(summary.most_expensive_of_day),
                week=MostExpensiveBody.if_any(summary.most_expensive_of_week),
                month=MostExpensiveBody.if_any(summary.most_expensive_of_month),
            ),
        )


class MostExpensiveTasksBody(BaseModel):
    """`days` are those on which a task was completed, oldest first; `maximum` is the whole range's."""

    days: list[MostExpensiveBody]
    maximum: MostExpensiveBody | None

    @classmethod
    def of(cls, found: MostExpensiveByDay) -> "MostExpensiveTasksBody":
        return cls(
            days=[MostExpensiveBody.of(each) for each in found.days],
            maximum=MostExpensiveBody.if_any(found.maximum),
        )


class DayBody(BaseModel):
    day: date
    fees: str
    rewards: str
    earnings: str
    completions: int
    accounts_in_the_red: int
    accounting: Agreement

    @classmethod
    def of(cls, shown: DayFigures) -> "DayBody":
        return cls(
            day=shown.day,
            fees=dollars(shown.fees),
            rewards=dollars(shown.rewards),
            earnings=dollars(shown.earnings),
            completions=shown.completions,
            accounts_in_the_red=shown.accounts_in_the_red,
            accounting=shown.agreement,
        )


class EarningsBody(BaseModel):
    """Every day of the range, oldest first."""

    days: list[DayBody]
