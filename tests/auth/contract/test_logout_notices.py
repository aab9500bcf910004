"""Notices of ended sessions, whatever keeps them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from auth.application.scope import Scope
from auth.domain.events import EndedSession, SessionsEnded
from auth.domain.grant import Grant
from auth.domain.identifiers import ClientId
from auth.domain.logout_notice import SETTLED_AFTER
from tests.auth.builders import NOW, a_grant, a_new_account, a_session
from tests.auth.contract.conftest import Adapters

LONG_AGO = NOW - timedelta(hours=1)
SOON = NOW + timedelta(seconds=30)
TRACKER, ACCOUNTING = ClientId("tracker"), ClientId("accounting")


async def a_party(scope: Scope, redeemed_at: datetime = LONG_AGO) -> tuple[EndedSession, list[Grant]]:
    """A session in which tracker (twice) and accounting took part, and analytics only asked."""
    account = a_new_account()
    await scope.accounts.add(account)
    session = a_session(account.account_id)
    grants = [
        a_grant(
            account.account_id,
            f"code-{number}",
            client_id=ClientId(client),
            session_id=session.session_id,
            redeemed_at=None if client == "analytics" else redeemed_at,
        )
        for number, client in enumerate(("tracker", "tracker", "accounting", "analytics"))
    ]
    await scope.sessions.add(session)
    for grant in grants:
        await scope.grants.add(grant)
    return EndedSession(session.session_id, account.account_id), grants


async def noted(
    adapters: Adapters, clients: Collection[ClientId], redeemed_at: datetime = LONG_AGO
) -> EndedSession:
    async with adapters.scope() as scope:
        ended, _ = await a_party(scope, redeemed_at)
        await scope.logout_notices.add([ended], clients, NOW)
        await scope.logout_notices.add([ended], clients, NOW)
    return ended


async def test_each_client_that_took_part_and_listens_is_told_once(adapters: Adapters) -> None:
    ended = await noted(adapters, [TRACKER, ACCOUNTING, ClientId("analytics")])

    taken = await adapters.due_notices.take(NOW, until=SOON, limit=10)

    assert sorted(notice.client_id for notice in taken) == ["accounting", "tracker"]
    assert {(n.session_id, n.account_id) for n in taken} == {(ended.session_id, ended.account_id)}


async def test_a_client_that_does_not_listen_is_not_noted(adapters: Adapters) -> None:
    await noted(adapters, [])

    assert not await adapters.due_notices.take(NOW, until=SOON, limit=10)


async def test_what_one_has_taken_is_not_taken_by_another_before_its_time(adapters: Adapters) -> None:
    await noted(adapters, [TRACKER, ACCOUNTING])

    first = await adapters.due_notices.take(NOW, until=SOON, limit=1)
    second = await adapters.due_notices.take(NOW, until=SOON, limit=10)
    nothing = await adapters.due_notices.take(NOW, until=SOON, limit=10)
    again = await adapters.due_notices.take(SOON, until=SOON + timedelta(seconds=30), limit=10)

    assert (len(first), len(second), len(nothing), len(again)) == (1, 1, 0, 2)


async def test_a_failure_waits_and_what_is_done_is_gone(adapters: Adapters) -> None:
    await noted(adapters, [TRACKER])
    (notice,) = await adapters.due_notices.take(NOW, until=SOON, limit=10)

    await adapters.due_notices.failed(notice, "it was away", NOW + timedelta(seconds=1))
    early = await adapters.due_notices.take(NOW, until=SOON, limit=10)
    (retried,) = await adapters.due_notices.take(NOW + timedelta(seconds=1), until=SOON, limit=10)
    await adapters.due_notices.done(retried)

    assert not early
    assert retried.failures == 1
    assert not await adapters.due_notices.take(SOON, until=SOON, limit=10)


async def test_a_client_that_had_just_redeemed_a_code_is_told_once_more(adapters: Adapters) -> None:
    ended = await noted(adapters, [TRACKER], redeemed_at=NOW - SETTLED_AFTER + timedelta(seconds=1))
    again_at = NOW + SETTLED_AFTER

    (first,) = await adapters.due_notices.take(NOW, until=SOON, limit=10)
    await adapters.due_notices.done(first)
    early = await adapters.due_notices.take(again_at - timedelta(seconds=1), until=SOON, limit=10)
    (second,) = await adapters.due_notices.take(again_at, until=SOON, limit=10)
    await adapters.due_notices.done(second)

    assert not early
    assert second.session_id == ended.session_id
    assert not await adapters.due_notices.take(SOON, until=SOON, limit=10)


async def test_what_is_forgotten_is_not_repeated(adapters: Adapters) -> None:
    await noted(adapters, [TRACKER], redeemed_at=NOW)
    (notice,) = await adapters.due_notices.take(NOW, until=SOON, limit=10)

    await adapters.due_notices.forget(notice)

    assert not await adapters.due_notices.take(SOON, until=SOON, limit=10)


async def test_a_client_that_redeemed_its_code_before_is_told_once(adapters: Adapters) -> None:
    await noted(adapters, [TRACKER], redeemed_at=NOW - SETTLED_AFTER)

    (only,) = await adapters.due_notices.take(NOW, until=SOON, limit=10)
    await adapters.due_notices.done(only)

    assert not await adapters.due_notices.take(SOON, until=SOON, limit=10)


async def test_whoever_was_too_slow_changes_nothing_any_more(adapters: Adapters) -> None:
    await noted(adapters, [TRACKER])
    (slow,) = await adapters.due_notices.take(NOW, until=SOON, limit=10)
    later = SOON + timedelta(seconds=30)
    (quick,) = await adapters.due_notices.take(SOON, until=later, limit=10)

    await adapters.due_notices.done(slow)
    await adapters.due_notices.failed(slow, "too late", NOW)

    assert await adapters.due_notices.take(later, until=later, limit=10) == [
        replace(quick, taken_until=later)
    ]


async def test_ending_sessions_is_told_and_ending_nothing_is_not(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        ended, _ = await a_party(scope)
        await scope.sessions.end([])
        await scope.sessions.end([ended.session_id])
        told = scope.events.next(), scope.events.next()
        while told[0] is not None and not isinstance(told[0], SessionsEnded):
            told = told[1], scope.events.next()
        await scope.sessions.end([ended.session_id])

        assert told == (SessionsEnded((ended,)), None)
        assert scope.events.next() is None
