"""What the audit trail tells admins, and what it never tells."""

import re

import pytest

from auth.application.queries.audit import ActFilter
from auth.domain.act import ActKind
from chassis.roles import Role
from tests.auth.component.world import PASSWORD, World

PATH = "/accounts/audit"
CSV = "/accounts/audit.csv"
NEW_PASSWORD = "a new good one"


async def kinds(world: World) -> list[ActKind]:
    """Oldest first."""
    return [act.kind for act in reversed(await world.desk.audit.page(ActFilter(), None, 100))]


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.ACCOUNTANT])
async def test_only_admins_read_it(world: World, role: Role) -> None:
    browser = await world.signed_in(role=role)

    answers = [await browser.get(path) for path in (PATH, CSV)]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_signing_in_and_out_is_told_with_the_address(world: World) -> None:
    await world.account()
    kesha = world.browser("203.0.113.7")
    await kesha.sign_in("kesha@popug.inc", "wrong password")
    await kesha.sign_in("nobody@popug.inc", "wrong password")
    await kesha.sign_in("kesha@popug.inc")
    await kesha.post("/sign-out")

    acts = list(reversed(await world.desk.audit.page(ActFilter(), None, 100)))

    assert [act.kind for act in acts] == [
        ActKind.ACCOUNT_CREATED,
        ActKind.SIGN_IN_REFUSED,
        ActKind.SIGN_IN_REFUSED,
        ActKind.SIGNED_IN,
        ActKind.SIGNED_OUT,
    ]
    assert {act.address for act in acts[1:]} == {"203.0.113.7"}
    assert [act.account.name if act.account else None for act in acts[1:]] == [
        "Kesha",
        None,
        "Kesha",
        "Kesha",
    ]
    assert [act.by.name if act.by else None for act in acts[1:]] == [None, None, "Kesha", "Kesha"]


async def test_a_lock_is_told_once(world: World) -> None:
    await world.account()
    browser = world.browser()

    for _ in range(8):
        await browser.sign_in("kesha@popug.inc", "wrong password")

    assert (await kinds(world)).count(ActKind.SIGN_IN_LOCKED) == 1


async def test_what_admins_do_is_told_with_before_and_after(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    account_id = await world.account("gosha@popug.inc", name="Gosha")
    address = f"/accounts/{account_id}"

    await admin.post(address, name="George", email="gosha@popug.inc", role="manager")
    await admin.post(address, name="George", email="gosha@popug.inc", role="manager")
    await admin.post(f"{address}/deactivate")
    await admin.post(f"{address}/deactivate")
    await admin.post(f"{address}/reactivate")

    acts = list(reversed(await world.desk.audit.page(ActFilter(account_id=account_id), None, 100)))
    assert [(act.kind, dict(act.details)) for act in acts] == [
        (ActKind.ACCOUNT_CREATED, {"role": "worker"}),
        (ActKind.ROLE_CHANGED, {"from": "worker", "to": "manager"}),
        (ActKind.ACCOUNT_CHANGED, {"name": "Gosha → George"}),
        (ActKind.ACCOUNT_DEACTIVATED, {}),
        (ActKind.ACCOUNT_REACTIVATED, {}),
    ]
    assert {act.by.email for act in acts[1:] if act.by} == {"admin@popug.inc"}


async def test_a_refused_change_is_not_told(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    account = await world.desk.accounts.with_email("admin@popug.inc")
    assert account is not None
    before = await kinds(world)

    await admin.post(f"/accounts/{account.account_id}", name="A", email="admin@popug.inc", role="worker")

    assert await kinds(world) == before


async def test_stolen_codes_and_refresh_tokens_are_told(world: World) -> None:
    kesha = await world.signed_in()
    code = await world.code(kesha)
    await world.redeem(code)
    await world.redeem(code)

    assert ActKind.CODE_REPLAYED in await kinds(world)


async def test_no_secret_is_ever_told(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await admin.sign_in("admin@popug.inc", "a typo of mine")
    await admin.sign_in("a password typed into the wrong field", "x")
    made = await admin.post("/account/tokens", name="a script", days="7")
    token = re.search(r"popug_pat_[\w-]+", made.text)
    assert token is not None
    await admin.post("/account/password", current_password=PASSWORD, new_password=NEW_PASSWORD)

    csv = (await admin.get(CSV)).text
    page = (await admin.get(PATH)).text

    assert "token_made" in csv
    for secret in (PASSWORD, NEW_PASSWORD, "typo", "wrong field", token.group()):
        assert secret not in csv
        assert secret not in page


async def test_the_page_is_filtered_and_speaks_russian(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await world.account("gosha@popug.inc", name="Gosha")

    filtered = await admin.get(PATH, person="gosha", act="account_created", first="2026-01-01")
    earlier = await admin.get(PATH, last="2020-01-01")
    nonsense = await admin.get(PATH, act="nonsense", first="yesterday", last="9999-12-31")
    admin.http.headers["Accept-Language"] = "ru"
    russian = await admin.get(PATH)

    rows = re.findall(r'<tr id="act-', filtered.text)
    assert len(rows) == 1
    assert "Nothing happened" in earlier.text
    assert nonsense.status_code == 200
    assert "Журнал безопасности" in russian.text


async def test_the_trail_is_paged(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    for number in range(60):
        await admin.post("/account/profile", name=f"Ada {number}", locale="en")

    first = await admin.get(PATH)
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = await admin.get(older)
    broken = await admin.get(PATH, cursor="nonsense")

    ids = re.findall(r'id="act-(\d+)"', first.text + second.text)
    assert len(ids) == 62
    assert ids == sorted(ids, key=int, reverse=True)
    assert broken.status_code in {400, 404, 422}


async def test_the_csv_holds_every_act(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await admin.post("/account/profile", name="=cmd()", locale="en")

    answer = await admin.get(CSV)
    lines = answer.text.removeprefix("\ufeff").split("\r\n")

    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert lines[0] == "time,act,whom,whom_email,who,who_email,address,details"
    assert len(lines) == 5
    assert "'=cmd()" in lines[1]


async def test_an_accounts_page_tells_its_history(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    account_id = await world.account("gosha@popug.inc", name="Gosha")
    await admin.post(f"/accounts/{account_id}", name="Gosha", email="gosha@popug.inc", role="manager")

    page = await admin.get(f"/accounts/{account_id}")
    whole = await admin.get(PATH, account=str(account_id))

    assert "Role changed" in page.text
    assert "Worker → Manager" in page.text
    assert f"{PATH}?account={account_id}" in page.text
    assert len(re.findall(r'<tr id="act-', whole.text)) == 2


async def test_what_an_admin_did_to_others_says_to_whom(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    ada = await world.desk.accounts.with_email("admin@popug.inc")
    gosha = await world.account("gosha@popug.inc", name="Gosha")
    assert ada is not None
    await admin.post(f"/accounts/{gosha}", name="Gosha", email="gosha@popug.inc", role="manager")

    page = (await admin.get(f"/accounts/{ada.account_id}")).text

    assert f'<a href="/accounts/{gosha}">Gosha</a> · Worker → Manager' in page


async def test_accounts_are_filtered_by_whether_they_are_active(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    account_id = await world.account("gosha@popug.inc", name="Gosha")
    await admin.post(f"/accounts/{account_id}/deactivate")

    active = await admin.get("/accounts", state="active")
    ended = await admin.get("/accounts", state="deactivated")
    nonsense = await admin.get("/accounts", state="nonsense")

    assert ("gosha@popug.inc" in active.text, "gosha@popug.inc" in ended.text) == (False, True)
    assert f'id="account-{account_id}"' in nonsense.text
