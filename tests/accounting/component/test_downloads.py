"""What can be downloaded as CSV, line by line."""

import csv
import io

import httpx2
import pytest

from chassis.roles import Role
from tests.accounting.builders import (
    TODAY,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account,
    charging,
    learning,
    on,
    registering,
    rewarding,
)
from tests.accounting.component.site import Site, me

KESHA, GOSHA = me(Role.WORKER), me(Role.MANAGER)
TASK = a_task_id()


@pytest.fixture(autouse=True)
async def entries(site: Site) -> None:
    """Kesha was charged and rewarded yesterday, which is closed; Gosha was charged today."""
    await site.behind.handle(
        registering(an_account(KESHA, "Kesha"), an_account(GOSHA, "=Gosha")),
        learning(TASK, "Fix the beak", "UBERPOP-42"),
        charging(a_charge(KESHA, TASK, at=on(YESTERDAY, 9))),
    )
    await site.behind.handle(rewarding(a_completion(KESHA, TASK, at=on(YESTERDAY, 18))))
    await site.behind.handle(charging(a_charge(GOSHA, TASK, no=2)))
    await site.behind.accounting.close_day(YESTERDAY)


def lines_of(answer: httpx2.Response) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_an_audit_log_is_downloaded_newest_first(site: Site) -> None:
    whole = lines_of(await site.visit(Role.ADMIN, f"/accounts/{KESHA}/entries.csv"))
    mine = lines_of(await site.visit(Role.WORKER, "/entries.csv"))
    of_today = lines_of(await site.visit(Role.WORKER, f"/entries.csv?day={TODAY}"))

    task = [str(TASK), "UBERPOP-42", "Fix the beak"]
    assert whole == [
        ["day", "time", "kind", "task_id", "jira_id", "title", "amount", "balance_after"],
        ["2026-11-20", "2026-11-21T12:00:00+03:00", "payout", "", "", "", "-20.00", "0.00"],
        ["2026-11-20", "2026-11-20T18:00:00+03:00", "completion_reward", *task, "30.00", "20.00"],
        ["2026-11-20", "2026-11-20T09:00:00+03:00", "assignment_fee", *task, "-10.00", "-10.00"],
    ]
    assert mine == whole
    assert of_today == whole[:1]


async def test_the_book_of_a_day_is_downloaded_in_the_order_of_booking(site: Site) -> None:
    lines = lines_of(await site.visit(Role.ACCOUNTANT, f"/days/{YESTERDAY}/entries.csv"))
    of_today = lines_of(await site.visit(Role.ACCOUNTANT, f"/days/{TODAY}/entries.csv"))

    assert [(line[2], line[4], line[8]) for line in lines] == [
        ("kind", "name", "amount"),
        ("assignment_fee", "Kesha", "-10.00"),
        ("completion_reward", "Kesha", "30.00"),
        ("payout", "Kesha", "-20.00"),
    ]
    assert [line[4] for line in of_today] == ["name", "'=Gosha"]


async def test_payouts_are_downloaded_with_what_became_of_their_mails(site: Site) -> None:
    lines = lines_of(await site.visit(Role.ACCOUNTANT, f"/payouts/{YESTERDAY}/payouts.csv"))

    assert lines == [
        ["day", "time", "account_id", "name", "amount", "mail", "mail_sent_at"],
        ["2026-11-20", "2026-11-21T12:00:00+03:00", str(KESHA), "Kesha", "20.00", "waiting", ""],
    ]


async def test_the_companys_days_are_downloaded_from_the_first_to_today(site: Site) -> None:
    lines = lines_of(await site.visit(Role.ACCOUNTANT, "/company/days.csv"))

    assert lines == [
        ["day", "state", "fees", "rewards", "earnings", "payouts", "employees_paid"],
        ["2026-11-20", "closed", "10.00", "30.00", "-20.00", "20.00", "1"],
        ["2026-11-21", "open", "10.00", "0.00", "10.00", "0.00", "0"],
    ]


async def test_a_log_longer_than_one_reading_is_downloaded_whole(site: Site) -> None:
    await site.behind.handle(charging(*(a_charge(GOSHA) for _ in range(2_100))))

    log = lines_of(await site.visit(Role.ADMIN, f"/accounts/{GOSHA}/entries.csv"))
    book = lines_of(await site.visit(Role.ADMIN, f"/days/{TODAY}/entries.csv"))

    balances = [line[7] for line in log[1:]]
    assert balances == [f"-{10 * number}.00" for number in range(2_101, 0, -1)]
    assert len(book) == 1 + 2_101


async def test_an_account_nobody_heard_of_has_nothing_to_download(site: Site) -> None:
    answer = await site.visit(Role.ADMIN, f"/accounts/{a_task_id()}/entries.csv")

    assert answer.status_code == 404
