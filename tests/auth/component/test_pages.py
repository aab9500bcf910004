"""Auth's pages as people use them."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from auth.application.queries.account_list import AccountFilter
from chassis.roles import Role
from tests.auth.component.world import PASSWORD, World, authorize_path

PAGES = [
    "/account",
    "/account/sessions",
    "/account/passkeys",
    "/account/tokens",
    "/accounts",
    "/accounts/new",
    "/accounts/audit",
    "/accounts/mails",
]
MARKUP = '"><script>alert(1)</script>'


@pytest.mark.parametrize("path", PAGES)
async def test_a_stranger_is_sent_to_sign_in_and_back(world: World, path: str) -> None:
    answer = await world.browser().get(path)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote(path, safe='')}"


@pytest.mark.parametrize("path", PAGES)
async def test_pages_speak_both_languages(world: World, path: str) -> None:
    browser = await world.signed_in("admin@popug.inc", Role.ADMIN)

    english = await browser.get(path)
    browser.http.headers["Accept-Language"] = "ru"
    russian = await browser.get(path)

    assert (english.status_code, russian.status_code) == (200, 200)
    assert 'lang="en"' in english.text
    assert 'lang="ru"' in russian.text
    assert "script-src 'self'" in english.headers["content-security-policy"]


async def test_the_part_of_the_accounts_page_that_changes_live_can_be_had_alone(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    part = await admin.get("/accounts/list")

    assert part.status_code == 200
    assert part.text.lstrip().startswith('<div id="accounts"')
    assert "admin@popug.inc" in part.text


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.ACCOUNTANT])
async def test_only_admins_see_the_accounts(world: World, role: Role) -> None:
    admin_id = await world.account("admin@popug.inc", Role.ADMIN)
    browser = await world.signed_in(role=role)

    gets = [await browser.get(path) for path in ("/accounts", "/accounts/new", f"/accounts/{admin_id}")]
    posts = [
        await browser.post(path, name="X", email="x@popug.inc", role="admin", password=PASSWORD)
        for path in ("/accounts/new", f"/accounts/{admin_id}", f"/accounts/{admin_id}/deactivate")
    ]

    assert {answer.status_code for answer in gets + posts} == {403}
    account = await world.desk.accounts.get(admin_id)
    assert account is not None
    assert (account.name, account.active) == ("Kesha", True)


async def test_an_admin_creates_edits_ends_and_revives_an_account(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    await admin.post(
        "/accounts/new", name="Gosha", email="gosha@popug.inc", role="manager", password=PASSWORD
    )
    gosha = await world.desk.accounts.with_email("gosha@popug.inc")
    assert gosha is not None
    address = f"/accounts/{gosha.account_id}"
    form = await admin.get(address)
    await admin.post(address, name="George", email="gosha@popug.inc", role="accountant")
    confirm = await admin.get(f"{address}/deactivate")
    await admin.post(f"{address}/deactivate")
    ended = await world.desk.accounts.get(gosha.account_id)
    listed = await admin.get("/accounts")
    await admin.post(f"{address}/reactivate")
    revived = await world.desk.accounts.get(gosha.account_id)

    assert 'value="Gosha"' in form.text
    assert "Every session and access token ends at once" in confirm.text
    assert ended is not None
    assert (ended.name, ended.role, ended.active) == ("George", Role.ACCOUNTANT, False)
    assert "Deactivated" in listed.text
    assert revived is not None
    assert revived.active


async def test_an_admin_signs_somebody_out_everywhere_without_ending_the_account(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    kesha = await world.signed_in()
    tokens = await world.tokens(kesha)
    account = await world.desk.accounts.with_email("kesha@popug.inc")
    assert account is not None
    address = f"/accounts/{account.account_id}/sign-out"

    by_kesha = await kesha.post(address)
    before = await kesha.get("/account")
    answer = await admin.post(address)

    assert (by_kesha.status_code, before.status_code, answer.status_code) == (403, 200, 303)
    assert (await kesha.get("/account")).headers["location"].startswith("/sign-in")
    assert (await world.refresh(tokens["refresh_token"])).status_code == 400
    assert (await admin.get("/account")).status_code == 200
    assert (await kesha.sign_in("kesha@popug.inc")).status_code == 303


async def test_a_refusal_stands_beside_the_form_and_changes_nothing(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    answer = await admin.post(
        "/accounts/new", name="Gosha", email="admin@popug.inc", role="worker", password=PASSWORD
    )

    assert answer.status_code == 422
    assert "There is an account with this e-mail already." in answer.text
    assert 'value="Gosha"' in answer.text
    assert await world.desk.accounts.count(AccountFilter(), 10) == 1


async def test_what_people_call_themselves_is_text(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    await admin.post("/account/profile", name=MARKUP, locale="en")
    pages = [
        await admin.get("/account"),
        await admin.get("/accounts", q=MARKUP),
        await admin.get("/sign-in", again="yes", hint=MARKUP, next=f"/{MARKUP}"),
    ]

    assert all(page.status_code == 200 for page in pages)
    assert all("<script>alert" not in page.text for page in pages)


async def test_a_popug_registers_and_is_signed_in_as_a_worker(world: World) -> None:
    browser = world.browser()

    page = await browser.get("/register")
    answer = await browser.post(
        "/register", name="Gosha", email="gosha@popug.inc", password=PASSWORD, role="admin", next="/account"
    )

    account = await world.desk.accounts.with_email("gosha@popug.inc")
    assert page.status_code == 200
    assert answer.headers["location"] == "/account"
    assert account is not None
    assert account.role is Role.WORKER
    assert (await browser.get("/account")).status_code == 200


async def test_a_profile_is_saved_and_said_so(world: World) -> None:
    browser = await world.signed_in()

    await browser.post("/account/profile", name="Innokenty", locale="ru")
    page = await browser.get("/account")

    assert "Профиль сохранён." in page.text or "Your profile is saved." in page.text
    assert 'value="Innokenty"' in page.text


async def test_a_password_is_changed_and_other_sessions_end(world: World) -> None:
    here = await world.signed_in()
    elsewhere = world.browser()
    await elsewhere.sign_in("kesha@popug.inc")

    wrong = await here.post("/account/password", current_password="wrong", new_password="a new good one")
    weak = await here.post("/account/password", current_password=PASSWORD, new_password="short")
    right = await here.post("/account/password", current_password=PASSWORD, new_password="a new good one")

    assert (wrong.status_code, weak.status_code, right.status_code) == (422, 422, 303)
    assert "This is not the current password." in wrong.text
    assert (await here.get("/account")).status_code == 200
    assert (await elsewhere.get("/account")).status_code == 303
    assert (await world.browser().sign_in("kesha@popug.inc", "a new good one")).status_code == 303


async def test_ones_sessions_are_listed_and_ended_one_by_one(world: World) -> None:
    here = await world.signed_in()
    world.clock.advance(timedelta(minutes=1))
    elsewhere = world.browser()
    await elsewhere.sign_in("kesha@popug.inc")
    account = await world.desk.accounts.with_email("kesha@popug.inc")
    assert account is not None
    newest, _ = await world.desk.signed_in.sessions_of(account.account_id)

    page = await here.get("/account/sessions")
    await here.post(f"/account/sessions/{newest.session_id}/end")

    assert str(newest.session_id) in page.text
    assert (await elsewhere.get("/account")).status_code == 303
    assert (await here.get("/account")).status_code == 200


async def test_nobody_ends_somebody_elses_session(world: World) -> None:
    kesha, gosha = await world.signed_in(), await world.signed_in("gosha@popug.inc")
    account = await world.desk.accounts.with_email("gosha@popug.inc")
    assert account is not None
    (session,) = await world.desk.signed_in.sessions_of(account.account_id)

    await kesha.post(f"/account/sessions/{session.session_id}/end")

    assert (await gosha.get("/account")).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "You will go on to Tasks."), ("ru", "Дальше вы попадёте в раздел «Задачи».")],
)
async def test_signing_in_names_where_one_goes_on_to_as_the_menu_does(
    world: World, language: str, words: str
) -> None:
    browser = world.browser()
    browser.http.headers["Accept-Language"] = language
    to_sign_in = await browser.get(authorize_path())

    page = await browser.get(to_sign_in.headers["location"])

    assert words in page.text


async def test_the_form_for_a_new_account_can_be_left(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    form = await admin.get("/accounts/new")

    assert '<a class="button quiet" href="/accounts" data-dialog-close>Cancel</a>' in form.text


async def test_all_other_sessions_are_ended_at_once(world: World) -> None:
    here = await world.signed_in()
    elsewhere = [world.browser() for _ in range(2)]
    for browser in elsewhere:
        await browser.sign_in("kesha@popug.inc")

    page = await here.get("/account/sessions")
    await here.post("/account/sessions/end-others")

    assert "End all others" in page.text
    assert [(await browser.get("/account")).status_code for browser in elsewhere] == [303, 303]
    assert "End all others" not in (await here.get("/account/sessions")).text


async def test_a_browser_is_remembered_for_a_month_where_asked_to(world: World) -> None:
    await world.account()
    forgetful, mindful = world.browser(), world.browser()

    short = await forgetful.post("/sign-in", email="kesha@popug.inc", password=PASSWORD, next="/account")
    long = await mindful.post(
        "/sign-in", email="kesha@popug.inc", password=PASSWORD, next="/account", remember="yes"
    )
    world.clock.advance(timedelta(hours=13))

    assert "Max-Age" not in short.headers["set-cookie"]
    assert "Max-Age=2592000" in long.headers["set-cookie"]
    assert (await forgetful.get("/account")).status_code == 303
    assert (await mindful.get("/account")).status_code == 200
    world.clock.advance(timedelta(days=15))
    assert (await mindful.get("/account")).status_code == 303
