"""How guessing is slowed down."""

from datetime import timedelta

import pytest

from auth.domain.attempts import DELAY_MAX, MEMORY, Attempts, subjects_of
from auth.domain.email import Email
from auth.domain.errors import TooManySignInAttempts
from tests.auth.builders import NOW

ACCOUNT, ADDRESS = (subject.name for subject in subjects_of(Email("kesha@popug.inc"), "10.0.0.1"))


def after(misses: int) -> Attempts:
    return Attempts(ACCOUNT, free=5, misses=misses, last_at=NOW)


def test_the_first_misses_are_free() -> None:
    attempts = Attempts(ACCOUNT, free=5)

    for _ in range(5):
        attempts = attempts.counted(NOW)

    assert attempts.misses == 5


@pytest.mark.parametrize(("misses", "seconds"), [(5, 1), (6, 2), (8, 8), (14, 512), (15, 900), (500, 900)])
def test_every_further_miss_doubles_the_wait_up_to_a_quarter_of_an_hour(misses: int, seconds: int) -> None:
    with pytest.raises(TooManySignInAttempts) as refused:
        after(misses).counted(NOW)

    assert refused.value.retry_after_seconds == seconds
    assert after(misses).counted(NOW + timedelta(seconds=seconds)).misses == misses + 1


def test_misses_are_forgotten_after_an_hour() -> None:
    assert after(50).counted(NOW + MEMORY).misses == 1


def test_nobody_is_kept_out_longer_than_the_longest_delay() -> None:
    assert after(10_000).shut_until() == NOW + DELAY_MAX


def test_a_right_password_clears_the_account_but_not_the_address() -> None:
    address = Attempts(ADDRESS, free=20, misses=7, last_at=NOW)

    assert after(4).forgiven().misses == 0
    assert address.forgiven().misses == 6


def test_the_subject_does_not_tell_the_address() -> None:
    assert "kesha" not in ACCOUNT
