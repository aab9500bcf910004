"""The pages, in both languages, and what they say before a day is closed."""

import re
from datetime import datetime

import pytest

from accounting.application.commands.queue_payout_mails import QueuePayoutMails
from accounting.domain.identifiers import Cents
from accounting.domain.payout_mail import Payout
from accounting.entrypoints.web.task_story import TOLD_IN_TIME
from chassis.roles import Role
from tests.accounting.builders import (
    NOON,
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
from tests.accounting.component.site import Site, me, open_site
from tests.infrastructure import DatabaseUrls

KESHA = me(Role.WORKER)
MARKUP = re.compile(r"<[^>]+>")
EMPLOYEES = re.compile(r"<h2>Employees</h2>\s*<span class=\"list-count\">(\d+)</span>")


async def have_entries(site: Site) -> None:
    """Kesha in the black, the manager in the red."""
    task = a_task_id()
    await site.behind.handle(
        registering(an_account(KESHA, "Kesha"), an_account(me(Role.MANAGER), "Gosha")),
        learning(task, "Fix <the> beak"),
        charging(a_charge(KESHA, task, at=on(YESTERDAY)), a_charge(me(Role.MANAGER))),
        rewarding(a_completion(KESHA, task)),
    )


async def test_my_account_shows_the_balance_and_the_log(site: Site) -> None:
    await have_entries(site)

    page = await site.visit(Role.WORKER, "/")

    assert page.status_code == 200
    for words in ("My account", "$20.00", "+$30.00", "−$10.00", "UBERPOP-42", "Fix &lt;the&gt; beak"):
        assert words in page.text
    assert "Company" not in page.text


async def test_my_account_speaks_russian(site: Site) -> None:
    await have_entries(site)

    page = await site.visit(Role.WORKER, "/", language="ru")

    for words in ("Мой счёт", "Баланс", "20,00", "Вознаграждение"):
        assert words in page.text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/mine",
        "/company",
        "/company/figures",
        "/company/employees?q=kes",
        "/payouts",
        "/payouts/list",
        f"/accounts/{KESHA}",
        f"/accounts/{KESHA}/log?day={TODAY}",
        f"/payouts/{YESTERDAY}",
        f"/payouts/{YESTERDAY}/list",
        f"/days/{YESTERDAY}",
        f"/days/{TODAY}/book",
        "/company?only=red",
        f"/company?until={YESTERDAY}",
        f"/?day={YESTERDAY}",
    ],
)
async def test_every_page_renders_empty_and_with_figures(site: Site, path: str, language: str) -> None:
    await site.behind.handle(registering(an_account(KESHA, "Kesha")))
    empty = await site.visit(Role.ADMIN, path, language=language)
    await have_entries(site)
    await site.behind.handle(rewarding(a_completion(KESHA, at=on(YESTERDAY))))
    await site.behind.accounting.close_day(YESTERDAY)

    full = await site.visit(Role.ADMIN, path, language=language)

    assert (empty.status_code, full.status_code) == (200, 200)


async def test_the_company_shows_todays_earnings_and_who_is_in_the_red(site: Site) -> None:
    await have_entries(site)

    page = await site.visit(Role.ACCOUNTANT, "/company")

    for words in ("Earned by management today", "−$20.00", "1 in the red", "Gosha", "Close the day"):
        assert words in page.text
    assert "Kesha" in page.text


async def test_the_company_shows_those_in_the_red_alone(site: Site) -> None:
    await have_entries(site)

    page = await site.visit(Role.ACCOUNTANT, "/company?only=red")

    assert "Gosha" in page.text
    assert "Kesha" not in page.text
    assert EMPLOYEES.findall(page.text) == ["1"]


async def test_employees_are_found_by_name(site: Site) -> None:
    await have_entries(site)

    everybody = await site.visit(Role.ACCOUNTANT, "/company")
    page = await site.visit(Role.ACCOUNTANT, "/company?q=kes")

    assert "Kesha" in page.text
    assert "Gosha" not in page.text
    assert EMPLOYEES.findall(everybody.text) == ["2"]
    assert EMPLOYEES.findall(page.text) == ["1"]


async def test_an_account_leads_to_its_day(site: Site) -> None:
    await have_entries(site)

    page = await site.visit(Role.ADMIN, f"/accounts/{KESHA}")
    of_day = await site.visit(Role.ADMIN, f"/accounts/{KESHA}?day={YESTERDAY}")

    assert f"/accounts/{KESHA}?day={YESTERDAY}" in page.text
    assert "−$10.00" in of_day.text
    assert "+$30.00" not in of_day.text.partition("Audit log")[2]


async def test_a_long_log_is_turned_page_by_page(site: Site) -> None:
    await site.behind.handle(charging(*(a_charge(KESHA) for _ in range(51))))

    newest = await site.visit(Role.WORKER, "/")
    older_href = newest.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    older = await site.visit(Role.WORKER, older_href)

    assert older.status_code == 200
    assert 'rel="next"' not in older.text
    assert 'rel="prev"' in older.text


async def test_closing_the_day_says_in_figures_what_will_happen(site: Site) -> None:
    await have_entries(site)

    page = await site.visit(Role.ACCOUNTANT, f"/days/{TODAY}/close")

    assert "Pays $20.00 to 1 popug, who gets a mail about it." in page.text
    assert "1 popug keeps a debt of $10.00." in page.text
    assert "Management has lost $20.00 on this day." in page.text
    assert "Closes 1 earlier day too" in page.text


async def test_closing_the_day_by_its_button(site: Site) -> None:
    await have_entries(site)

    pressed = await site.visit(Role.ACCOUNTANT, f"/days/{TODAY}/close", "POST")
    again = await site.visit(Role.ACCOUNTANT, f"/days/{TODAY}/close")
    await site.behind.accounting.finish_closing()
    payouts = await site.visit(Role.ACCOUNTANT, f"/payouts/{TODAY}")

    assert (pressed.status_code, pressed.headers["location"]) == (303, f"/days/{TODAY}")
    assert (again.status_code, again.headers["location"]) == (303, f"/days/{TODAY}")
    assert "Kesha" in payouts.text
    assert "$20.00" in payouts.text


async def test_payouts_show_what_became_of_their_mails(site: Site) -> None:
    await have_entries(site)
    await site.behind.accounting.close_day(TODAY)
    payout = Payout(KESHA, TODAY, Cents(2000))
    mailbag = site.behind.accounting.mailbag
    path = f"/payouts/{TODAY}"
    unheard = await site.visit(Role.ACCOUNTANT, path)
    await site.behind.handle(QueuePayoutMails([payout]))
    waiting = await site.visit(Role.ACCOUNTANT, path)
    mail = await mailbag.take(NOON, until=NOON)
    assert mail is not None
    await mailbag.failed(mail, "550 <no> such popug", NOON)
    failed = await site.visit(Role.ACCOUNTANT, path)
    failed_in_russian = await site.visit(Role.ACCOUNTANT, path, language="ru")
    await mailbag.sent(mail, NOON)
    sent = await site.visit(Role.ACCOUNTANT, f"{path}/list")

    assert "Waiting" in unheard.text
    assert "Waiting" in waiting.text
    assert "1 attempt failed: 550 &lt;no&gt; such popug" in failed.text
    assert "1 неудачная попытка: 550 &lt;no&gt; such popug" in failed_in_russian.text
    assert "Sent" in sent.text
    assert "550" not in sent.text
    assert "live:company" in sent.text


async def test_the_log_of_a_day_leads_to_the_days_around_it(site: Site) -> None:
    await have_entries(site)

    of_yesterday = await site.visit(Role.WORKER, f"/?day={YESTERDAY}")
    of_another_day = await site.visit(Role.WORKER, "/?day=2026-11-19")

    assert f'href="/?day={TODAY}"' in of_yesterday.text
    assert "charged" in of_yesterday.text
    assert "No entries on this day" in of_another_day.text
    assert f'href="/?day={YESTERDAY}"' in of_another_day.text


async def test_what_was_booked_late_says_so(site: Site) -> None:
    await site.behind.handle(charging(a_charge(me(Role.MANAGER), at=on(YESTERDAY))))
    await site.behind.accounting.close_day(YESTERDAY)
    await site.behind.handle(charging(a_charge(KESHA, at=on(YESTERDAY))))

    log = await site.visit(Role.WORKER, "/")
    book = await site.visit(Role.ADMIN, f"/days/{TODAY}")

    assert "booked late" in log.text
    assert "booked late" in book.text


async def test_those_who_oversee_come_from_an_entry_to_the_story_of_its_task(site: Site) -> None:
    await have_entries(site)
    task = (await site.call(Role.WORKER, "/accounts/me/entries")).json()["items"][0]["task"]["id"]

    overseen = await site.visit(Role.ACCOUNTANT, f"/accounts/{KESHA}")
    own = await site.visit(Role.WORKER, "/")
    story = await site.visit(Role.ACCOUNTANT, f"/tasks/{task}")

    assert f'href="/tasks/{task}"' in overseen.text
    assert f'href="http://tracker.test/tasks/{task}"' in own.text
    assert f'href="/tasks/{task}"' not in own.text
    for words in ("Fix &lt;the&gt; beak", "UBERPOP-42", "was given it", "completed it"):
        assert words in story.text
    assert story.text.index("was given it") < story.text.index("completed it")


async def a_story(site: Site, price_set_at: datetime) -> str:
    """What the page says of a task assigned at NOON."""
    task = a_task_id()
    assert site.behind.database is not None
    async with site.behind.database.transaction() as transaction:
        await transaction.driver.execute(
            "INSERT INTO task_price (task_id, fee, reward, set_at) VALUES ($1, 1000, 3000, $2)",
            task,
            price_set_at,
        )
    await site.behind.handle(learning(task), charging(a_charge(KESHA, task)))
    return (await site.visit(Role.ACCOUNTANT, f"/tasks/{task}")).text


async def test_a_story_begins_with_when_the_price_was_set(site: Site) -> None:
    story = await a_story(site, price_set_at=NOON)

    assert "$10.00 to be given it, $30.00 for completing it" in MARKUP.sub("", story)
    assert 0 <= story.find("Its price was set") < story.index("was given it")


async def test_a_story_leaves_out_when_a_price_was_set_that_was_told_of_only_later(site: Site) -> None:
    story = await a_story(site, price_set_at=NOON + TOLD_IN_TIME)

    assert "was given it" in story
    assert "Its price was set" not in story


async def test_a_task_nobody_heard_of_has_no_story(site: Site) -> None:
    page = await site.visit(Role.ADMIN, f"/tasks/{a_task_id()}")
    answer = await site.call(Role.ADMIN, f"/tasks/{a_task_id()}/story")

    assert page.status_code == 404
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")


async def test_a_day_that_may_not_be_closed_is_refused_in_words(urls: DatabaseUrls) -> None:
    async with open_site(urls, close_ahead_of_time=False) as site:
        company = await site.visit(Role.ADMIN, "/company")
        pressed = await site.visit(Role.ADMIN, f"/days/{TODAY}/close", "POST")

    assert "Close the day" not in company.text
    assert (pressed.status_code, pressed.headers["location"]) == (303, f"/days/{TODAY}")
    assert "flash" in pressed.headers["set-cookie"]


async def test_a_form_from_another_site_closes_nothing(site: Site) -> None:
    elsewhere = {"origin": "http://evil.test", "sec-fetch-site": "cross-site"}

    answer = await site.visit(Role.ADMIN, f"/days/{TODAY}/close", "POST", sent_from=elsewhere)

    assert answer.status_code == 403
    assert (await site.call(Role.ADMIN, f"/days/{TODAY}")).json()["state"] == "open"
