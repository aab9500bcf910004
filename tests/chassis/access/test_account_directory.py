"""Looking accounts up for each request."""

from chassis.access import Account, AccountRecord
from chassis.access.directory import ACCOUNTS_MAX, FRESH_SECONDS, AccountDirectory
from chassis.access.hearing import hear_accounts
from chassis.identifiers import AccountId
from chassis.roles import Role
from tests.chassis.access.builders import (
    KESHA,
    a_deactivation,
    a_new_account_id,
    a_state,
    an_envelope,
    minutes,
)


class Replica:
    """Answers records and counts how often it was asked."""

    def __init__(self, *records: AccountRecord) -> None:
        self.records = {record.account_id: record for record in records}
        self.reads = 0

    async def read(self, account_id: AccountId) -> AccountRecord | None:
        self.reads += 1
        return self.records.get(account_id)


class Time:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def role_of(account: Account | None) -> Role | None:
    return None if account is None else account.role


async def test_an_account_is_read_once_while_it_is_fresh() -> None:
    replica, time = Replica(AccountRecord(KESHA, a_state(1))), Time()
    directory = AccountDirectory(replica.read, time)

    first = await directory.find(KESHA)
    time.seconds += FRESH_SECONDS / 2
    second = await directory.find(KESHA)

    assert first == second == AccountRecord(KESHA, a_state(1)).account()
    assert replica.reads == 1


async def test_what_the_replica_learns_is_seen_when_the_account_is_not_fresh_any_more() -> None:
    replica, time = Replica(AccountRecord(KESHA, a_state(1))), Time()
    directory = AccountDirectory(replica.read, time)
    await directory.find(KESHA)
    replica.records[KESHA] = AccountRecord(KESHA, a_state(2, role=Role.MANAGER))

    time.seconds += FRESH_SECONDS

    assert role_of(await directory.find(KESHA)) is Role.MANAGER


async def test_an_event_that_passes_by_acts_at_once_and_outlasts_a_replica_that_lags() -> None:
    replica, time = Replica(AccountRecord(KESHA, a_state(1))), Time()
    directory = AccountDirectory(replica.read, time)
    await directory.find(KESHA)

    directory.hear_state(a_state(2, role=Role.MANAGER))

    assert role_of(await directory.find(KESHA)) is Role.MANAGER
    time.seconds += 10 * FRESH_SECONDS
    assert role_of(await directory.find(KESHA)) is Role.MANAGER


async def test_a_deactivation_heard_before_the_account_was_ever_asked_for_is_not_forgotten() -> None:
    directory = AccountDirectory(Replica(AccountRecord(KESHA, a_state(1))).read)

    directory.hear_deactivation(a_deactivation(minutes(5)))

    found = await directory.find(KESHA)
    assert found is not None
    assert (found.name, found.active) == ("Kesha 1", False)


async def test_an_account_nobody_told_of_is_none_and_is_asked_for_again_later() -> None:
    replica, time = Replica(), Time()
    directory = AccountDirectory(replica.read, time)

    assert await directory.find(KESHA) is None
    replica.records[KESHA] = AccountRecord(KESHA, a_state(1))
    time.seconds += FRESH_SECONDS

    assert await directory.find(KESHA) is not None


async def test_no_more_accounts_are_remembered_than_the_bound() -> None:
    replica = Replica()
    directory = AccountDirectory(replica.read)
    await directory.find(KESHA)

    for _ in range(ACCOUNTS_MAX):
        directory.hear_deactivation(a_deactivation(minutes(1), a_new_account_id()))
    await directory.find(KESHA)

    assert replica.reads == 2


async def test_a_listener_hands_account_events_to_the_directory_and_names_who_may_not_act() -> None:
    directory, gone = AccountDirectory(Replica().read), list[AccountId]()
    hear = hear_accounts(directory, gone.append)

    hear(an_envelope("account.created"))
    hear(an_envelope("account.updated", version=2, role="accountant"))

    assert role_of(await directory.find(KESHA)) is Role.ACCOUNTANT
    assert gone == []
    hear(an_envelope("account.deactivated", at="2026-11-21T10:00:00.000000Z"))
    assert gone == [KESHA]
