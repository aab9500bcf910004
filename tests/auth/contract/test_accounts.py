"""Accounts and the list of them, whatever keeps them."""

import pytest

from auth.application.queries.account_list import AccountFilter
from auth.domain.email import Email
from auth.domain.errors import AccountNotFound, EmailTaken
from auth.domain.events import AccountCreated, AccountUpdated
from chassis.errors import Stale
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.builders import NOW, a_new_account
from tests.auth.contract.conftest import Adapters


async def test_what_is_added_is_found_as_it_was(adapters: Adapters) -> None:
    account = a_new_account(email=Email("kesha@popug.inc"), role=Role.ACCOUNTANT)

    async with adapters.scope() as scope:
        await scope.accounts.add(account)
        recorded = scope.events.next()
    async with adapters.scope() as scope:
        found = await scope.accounts.get(account.account_id)
        by_email = await scope.accounts.with_email(Email("kesha@popug.inc"))

    assert recorded == AccountCreated(account.state())
    assert found.state() == account.state()
    assert found.created_at == NOW
    assert by_email is not None
    assert by_email.account_id == account.account_id


async def test_what_is_not_there_is_not_found(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        assert await scope.accounts.with_email(Email("nobody@popug.inc")) is None
        with pytest.raises(AccountNotFound):
            await scope.accounts.get(AccountId(new_id()))

    assert await adapters.accounts.get(AccountId(new_id())) is None


async def test_a_saved_change_is_kept_and_told(adapters: Adapters) -> None:
    account = a_new_account()
    async with adapters.scope() as scope:
        await scope.accounts.add(account)

    async with adapters.scope() as scope:
        loaded = await scope.accounts.get(account.account_id)
        loaded.change(name="Gosha")
        await scope.accounts.save(loaded)
        recorded = scope.events.next()

    view = await adapters.accounts.get(account.account_id)
    assert recorded == AccountUpdated(loaded.state())
    assert view is not None
    assert (view.name, view.version) == ("Gosha", 2)


async def test_the_second_of_two_writers_is_told(adapters: Adapters) -> None:
    account = a_new_account()
    async with adapters.scope() as scope:
        await scope.accounts.add(account)
        first = await scope.accounts.get(account.account_id)
        second = await scope.accounts.get(account.account_id)
        first.change(name="First")
        second.change(name="Second")
        await scope.accounts.save(first)

        with pytest.raises(Stale):
            await scope.accounts.save(second)

    view = await adapters.accounts.get(account.account_id)
    assert view is not None
    assert view.name == "First"


async def test_an_address_is_taken_by_adding_and_by_changing(adapters: Adapters) -> None:
    kesha, gosha = a_new_account(), a_new_account()
    async with adapters.scope() as scope:
        await scope.accounts.add(kesha)
        await scope.accounts.add(gosha)

    async def add_again() -> None:
        async with adapters.scope() as scope:
            await scope.accounts.add(a_new_account(email=kesha.email))

    async def change_into() -> None:
        async with adapters.scope() as scope:
            loaded = await scope.accounts.get(gosha.account_id)
            loaded.change(email=kesha.email)
            await scope.accounts.save(loaded)

    for attempt in (add_again, change_into):
        with pytest.raises(EmailTaken):
            await attempt()
    view = await adapters.accounts.get(gosha.account_id)
    assert view is not None
    assert view.email == gosha.email.address


async def test_what_is_undone_was_never_there(adapters: Adapters) -> None:
    account = a_new_account()

    async def fail_after_adding() -> None:
        async with adapters.scope() as scope:
            await scope.accounts.add(account)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_adding()

    assert await adapters.accounts.get(account.account_id) is None


async def test_another_admin_is_an_active_one(adapters: Adapters) -> None:
    ada, bob = a_new_account(role=Role.ADMIN), a_new_account(role=Role.ADMIN)
    async with adapters.scope() as scope:
        await scope.accounts.add(ada)
        await scope.accounts.add(a_new_account())
        alone = await scope.accounts.another_admin(ada.account_id)
        await scope.accounts.add(bob)
        together = await scope.accounts.another_admin(ada.account_id)
        bob = await scope.accounts.get(bob.account_id)
        bob.deactivate(by=ada.account_id, another_admin_remains=True, at=NOW)
        await scope.accounts.save(bob)
        alone_again = await scope.accounts.another_admin(ada.account_id)

    assert (alone, together, alone_again) == (False, True, False)


async def test_the_list_searches_filters_orders_and_pages(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        for name, email, role in (
            ("Zoe", "a@popug.inc", Role.WORKER),
            ("Ann 100%", "c@popug.inc", Role.WORKER),
            ("Кеша", "b@popug.inc", Role.ADMIN),
            ("Ann_", "d-1@popug.inc", Role.WORKER),
        ):
            await scope.accounts.add(a_new_account(name=name, email=Email(email), role=role))

    async def emails(wanted: AccountFilter, after: str = "", limit: int = 10) -> list[str]:
        return [view.email[0] for view in await adapters.accounts.page(wanted, after, limit)]

    assert await emails(AccountFilter()) == ["a", "b", "c", "d"]
    assert await emails(AccountFilter(), "b@popug.inc", 1) == ["c"]
    assert await emails(AccountFilter("ANN")) == ["c", "d"]
    assert await emails(AccountFilter("n_")) == ["d"]
    assert await emails(AccountFilter("0%")) == ["c"]
    assert await emails(AccountFilter("кеш")) == ["b"]
    assert await emails(AccountFilter("popug", Role.ADMIN)) == ["b"]
    assert await adapters.accounts.count(AccountFilter(), 3) == 3
    assert await adapters.accounts.count(AccountFilter("ann"), 3) == 2
