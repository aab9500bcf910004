"""The audit trail, whatever keeps it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from auth.application.queries.audit import ActFilter
from auth.application.whereabouts import acting_from
from auth.domain.account import Account
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.errors import AccountNotFound
from chassis.identifiers import AccountId, new_id
from tests.auth.builders import NOW, a_new_account
from tests.auth.contract.conftest import Adapters
from tests.infrastructure import ServiceDatabase


async def two_people(adapters: Adapters) -> tuple[Account, Account]:
    kesha = a_new_account(name="Kesha", email=Email("kesha@popug.inc"))
    ada = a_new_account(name="Ada", email=Email("ada@popug.inc"))
    async with adapters.scope() as scope:
        await scope.accounts.add(kesha)
        await scope.accounts.add(ada)
        with acting_from("203.0.113.7"):
            await scope.audit.add(
                Act(ActKind.SIGNED_IN, kesha.account_id, kesha.account_id, {"method": "pwd"})
            )
        await scope.audit.add(Act(ActKind.ACCOUNT_DEACTIVATED, kesha.account_id, ada.account_id))
        await scope.audit.add(Act(ActKind.KEY_ROTATED))
    return kesha, ada


async def kinds(adapters: Adapters, wanted: ActFilter) -> list[ActKind]:
    return [act.kind for act in await adapters.audit.page(wanted, None, 10)]


async def test_acts_are_told_newest_first_with_names_times_and_places(adapters: Adapters) -> None:
    kesha, ada = await two_people(adapters)

    rotated, deactivated, signed_in = await adapters.audit.page(ActFilter(), None, 10)

    assert (rotated.account, rotated.by, rotated.address) == (None, None, "")
    assert deactivated.account is not None
    assert deactivated.by is not None
    assert (deactivated.account.account_id, deactivated.by.account_id) == (kesha.account_id, ada.account_id)
    assert (deactivated.by.name, deactivated.by.email) == ("Ada", "ada@popug.inc")
    assert (signed_in.at, signed_in.address, signed_in.details) == (NOW, "203.0.113.7", {"method": "pwd"})


async def test_acts_are_filtered(adapters: Adapters) -> None:
    kesha, ada = await two_people(adapters)
    rotated, deactivated, signed_in = ActKind.KEY_ROTATED, ActKind.ACCOUNT_DEACTIVATED, ActKind.SIGNED_IN

    assert await kinds(adapters, ActFilter(kind=signed_in)) == [signed_in]
    assert await kinds(adapters, ActFilter(account_id=ada.account_id)) == [deactivated]
    assert await kinds(adapters, ActFilter(account_id=kesha.account_id)) == [deactivated, signed_in]
    assert await kinds(adapters, ActFilter(person="ADA")) == [deactivated]
    assert await kinds(adapters, ActFilter(person="kesha@")) == [deactivated, signed_in]
    assert await kinds(adapters, ActFilter(person="%")) == []
    assert await kinds(adapters, ActFilter(since=NOW)) == [rotated, deactivated, signed_in]
    assert await kinds(adapters, ActFilter(since=NOW + timedelta(seconds=1))) == []
    assert await kinds(adapters, ActFilter(until=NOW)) == []


async def test_pages_follow_each_other(adapters: Adapters) -> None:
    await two_people(adapters)

    first = await adapters.audit.page(ActFilter(), None, 2)
    second = await adapters.audit.page(ActFilter(), first[-1].act_id, 2)

    assert [act.kind for act in [*first, *second]] == [
        ActKind.KEY_ROTATED,
        ActKind.ACCOUNT_DEACTIVATED,
        ActKind.SIGNED_IN,
    ]


async def undone(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        await scope.audit.add(Act(ActKind.KEY_ROTATED))
        await scope.accounts.get(AccountId(new_id()))


async def test_an_act_undone_leaves_no_trace(adapters: Adapters) -> None:
    with pytest.raises(AccountNotFound):
        await undone(adapters)

    assert await kinds(adapters, ActFilter()) == []


@pytest.mark.parametrize("role", ["runtime", "owner"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_act SET address = ''", "DELETE FROM audit_act", "TRUNCATE audit_act"],
)
async def test_nobody_changes_the_trail(service_database: ServiceDatabase, role: str, statement: str) -> None:
    urls = await service_database("auth")
    engine = create_async_engine(urls.owner if role == "owner" else urls.runtime, poolclass=NullPool)
    insert = "INSERT INTO audit_act (at, kind, address, details) VALUES (now(), 'key_rotated', '', '{}')"
    async with engine.begin() as connection:
        await connection.execute(text(insert))

    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
        async with engine.begin() as connection:
            await connection.execute(text(statement))

    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM audit_act"))).scalar_one() == 1
    await engine.dispose()
