"""Passwords, sessions, grants, attempts and keys, whatever keeps them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auth.application.scope import Scope
from auth.domain.attempts import FREE_PER_ACCOUNT, Subject, subjects_of
from auth.domain.email import Email
from auth.domain.grant import Grant
from auth.domain.identifiers import ClientId, KeyId
from auth.domain.secret import digest
from auth.domain.signing_key import SigningKey
from chassis.identifiers import AccountId, new_id
from tests.auth.builders import CALLBACK, NOW, VERIFIER, a_grant, a_new_account, a_session
from tests.auth.contract.conftest import Adapters


async def somebody(scope: Scope) -> AccountId:
    account = a_new_account()
    await scope.accounts.add(account)
    return account.account_id


def redeem(grant: Grant) -> None:
    grant.redeem(
        client_id=ClientId("tracker"),
        redirect_uri=CALLBACK,
        verifier=VERIFIER,
        refresh_digest=digest("first"),
        at=NOW,
    )


async def test_the_latest_password_counts(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account_id = await somebody(scope)
        before = await scope.passwords.of(account_id)
        await scope.passwords.put(account_id, "old", NOW)
        await scope.passwords.put(account_id, "new", NOW)

        assert before is None
        assert await scope.passwords.of(account_id) == "new"


async def test_a_session_is_found_by_its_token_until_it_ends(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account_id = await somebody(scope)
        old = a_session(account_id, "old")
        new = a_session(account_id, "new", authenticated_at=NOW + timedelta(hours=1))
        await scope.sessions.add(old)
        await scope.sessions.add(new)
        await scope.sessions.save(new.seen(NOW + timedelta(hours=2)))
        await scope.sessions.end([old.session_id])

        assert await scope.sessions.with_token(digest("old")) is None
        assert await scope.sessions.of_account(account_id) == [new.seen(NOW + timedelta(hours=2))]

    found = await adapters.signed_in.with_token(digest("new"))
    assert found is not None
    assert found.account.account_id == account_id
    assert await adapters.signed_in.with_token(digest("old")) is None


async def test_sessions_are_listed_newest_first(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account_id = await somebody(scope)
        for hour in (2, 1, 3):
            at = NOW + timedelta(hours=hour)
            await scope.sessions.add(a_session(account_id, str(hour), authenticated_at=at))

    listed = await adapters.signed_in.sessions_of(account_id)
    assert [session.token_digest for session in listed] == [digest(hour) for hour in "321"]


async def test_a_grant_is_found_by_its_code_and_its_tokens(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        grant = a_grant(await somebody(scope))
        await scope.grants.add(grant)
    async with adapters.scope() as scope:
        by_code = await scope.grants.with_code(digest("the-code"))
        assert by_code is not None
        redeem(by_code)
        await scope.grants.save(by_code)
    async with adapters.scope() as scope:
        by_token = await scope.grants.with_refresh_token(digest("first"))
        unknown = await scope.grants.with_refresh_token(digest("unknown"))

    assert unknown is None
    assert by_token is not None
    assert by_token.presented is not None
    assert (by_token.generation, by_token.presented.generation) == (1, 1)
    assert by_token.redeemed_at == NOW
    assert (by_token.scopes, by_token.nonce) == (grant.scopes, grant.nonce)
    assert await adapters.signed_in.grant_is_live(grant.grant_id)


async def test_grants_end_with_their_session_or_their_account(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account_id, other_id = await somebody(scope), await somebody(scope)
        grants = [a_grant(account_id, "1"), a_grant(account_id, "2"), a_grant(other_id, "3")]
        for grant in grants:
            await scope.grants.add(grant)
        await scope.grants.revoke_of_sessions([grants[0].session_id], NOW)
        after_session = [await scope.grants.get(grant.grant_id) for grant in grants]
        await scope.grants.revoke_of_account(account_id, NOW + timedelta(hours=1))
        after_account = [await scope.grants.get(grant.grant_id) for grant in grants]

    assert [grant.revoked_at for grant in after_session if grant] == [NOW, None, None]
    assert [g.revoked_at for g in after_account if g] == [NOW, NOW + timedelta(hours=1), None]
    assert not await adapters.signed_in.grant_is_live(grants[0].grant_id)
    assert await adapters.signed_in.grant_is_live(grants[2].grant_id)


async def test_attempts_are_kept_by_subject(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        first, second, third = subjects = [Subject(f"account:{n}", FREE_PER_ACCOUNT) for n in "213"]
        twice, once = await scope.attempts.hold([first, second])
        await scope.attempts.save([twice.counted(NOW).counted(NOW), once.counted(NOW)])

        again = await scope.attempts.hold([third, second, first])

        assert [each.subject for each in again] == [each.name for each in reversed(subjects)]
        assert [(each.misses, each.last_at) for each in again] == [(0, None), (1, NOW), (2, NOW)]


@pytest.mark.parametrize("misses", [1, 4])
async def test_a_right_password_is_forgiven_by_the_domains_rule(adapters: Adapters, misses: int) -> None:
    account, address = subjects = subjects_of(Email("kesha@popug.inc"), "10.0.0.1")
    async with adapters.scope() as scope:
        missed = [replace(each, misses=misses, last_at=NOW) for each in await scope.attempts.hold(subjects)]
        await scope.attempts.save(missed)

        await scope.attempts.forgive(subjects)

        assert await scope.attempts.hold([account, address]) == [each.forgiven() for each in missed]


async def test_nobody_is_forgiven_who_was_never_counted(adapters: Adapters) -> None:
    stranger = Subject("account:nobody", FREE_PER_ACCOUNT)
    async with adapters.scope() as scope:
        await scope.attempts.forgive([stranger])

        [held] = await scope.attempts.hold([stranger])
        assert (held.misses, held.last_at) == (0, None)


async def test_only_an_active_account_stands_behind_an_email(adapters: Adapters) -> None:
    account = a_new_account()
    async with adapters.scope() as scope:
        await scope.accounts.add(account)
        assert await scope.passwords.behind(account.email) == (account.account_id, None)
        await scope.passwords.put(account.account_id, "hash", NOW)
        assert await scope.passwords.behind(account.email) == (account.account_id, "hash")

        account.deactivate(by=AccountId(new_id()), another_admin_remains=True, at=NOW)
        await scope.accounts.save(account)
        assert await scope.passwords.behind(account.email) is None
        assert await scope.passwords.behind(Email("nobody@popug.inc")) is None


async def test_keys_are_listed_in_the_order_they_sign(adapters: Adapters) -> None:
    new = SigningKey(KeyId("a"), "{}", b"sealed", NOW + timedelta(minutes=10))
    old = SigningKey(KeyId("b"), "{}", b"sealed", NOW)
    async with adapters.scope() as scope:
        await scope.signing_keys.hold()
        await scope.signing_keys.add(new)
        await scope.signing_keys.add(old)
        await scope.signing_keys.save(old.retired(new.signs_from))
        listed = await scope.signing_keys.all()
        await scope.signing_keys.remove(old)

        assert listed == [old.retired(new.signs_from), new]
        assert await scope.signing_keys.all() == [new]


async def test_only_what_ended_long_ago_is_purged_a_bite_at_a_time(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account_id = await somebody(scope)
        for number in range(3):
            grant = a_grant(account_id, f"old-{number}")
            await scope.grants.add(grant)
        fresh = a_grant(account_id, "fresh", granted_at=NOW + timedelta(days=1))
        await scope.grants.add(fresh)
        held = await scope.grants.with_code(digest("old-0"))
        assert held is not None
        redeem(held)
        await scope.grants.save(held)
        await scope.sessions.add(a_session(account_id))
        await scope.attempts.save([(await scope.attempts.hold([Subject("account:1", 5)]))[0].counted(NOW)])
    bites = []
    for _ in range(3):
        async with adapters.scope() as scope:
            bites.append(await scope.remains.purge(NOW + timedelta(hours=1), 2))

    assert bites == [4, 1, 0]
    async with adapters.scope() as scope:
        assert await scope.grants.with_code(digest("fresh")) is not None
        assert await scope.grants.with_refresh_token(digest("first")) is None
        assert await scope.sessions.with_token(digest("session-token")) is None
