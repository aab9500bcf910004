"""Facts, accounts and moments as tests need them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounting.application.commands.charge_assignments import ChargeAssignments
from accounting.application.commands.learn_tasks import LearnTasks
from accounting.application.commands.reward_completions import RewardCompletions
from accounting.application.ports import TaskFacts
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.price import Tariff
from accounting.domain.transfer import Charge, Completion
from chassis.access import AccountState, RegisterAccounts
from chassis.identifiers import new_id
from chassis.roles import Role

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
PRICE_KEY = "a key that is long enough for tests"
TARIFF = Tariff(PRICE_KEY.encode())
CHEAP = Tariff(PRICE_KEY.encode(), fee_dollars=(10, 10), reward_dollars=(30, 30))
"""Every fee is $10.00 and every reward $30.00."""


def an_account_id() -> AccountId:
    return AccountId(new_id())


def a_task_id() -> TaskId:
    return TaskId(new_id())


def on(day: date, hour: int = 12) -> datetime:
    """That hour of that day at the company."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW).astimezone(UTC)


def a_charge(
    account_id: AccountId, task_id: TaskId | None = None, *, no: int = 1, at: datetime = NOON
) -> Charge:
    return Charge(task_id or a_task_id(), no, account_id, at)


def a_completion(account_id: AccountId, task_id: TaskId | None = None, *, at: datetime = NOON) -> Completion:
    return Completion(task_id or a_task_id(), account_id, at)


def charging(*charges: Charge) -> ChargeAssignments:
    return ChargeAssignments(list(charges))


def rewarding(*completions: Completion) -> RewardCompletions:
    return RewardCompletions(list(completions))


def learning(task_id: TaskId, title: str = "Fix the beak", jira_id: str | None = "UBERPOP-42") -> LearnTasks:
    return LearnTasks([TaskFacts(task_id, jira_id, title, NOON)])


def an_account(
    account_id: UUID, name: str = "Kesha", *, role: Role = Role.WORKER, version: int = 1
) -> AccountState:
    return AccountState(
        AccountId(account_id), version, name, f"{name.lower()}@popug.inc", role, True, "en", NOON
    )


def registering(*states: AccountState) -> RegisterAccounts:
    return RegisterAccounts(states)
