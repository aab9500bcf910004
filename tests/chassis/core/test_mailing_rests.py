"""How long a mail rests between two attempts, and how long it is nobody else's."""

from itertools import pairwise

from chassis.mail.smtp import SECONDS_MAX
from chassis.mailing import RETRY_FIRST, RETRY_LONGEST, TAKEN_FOR, retry_after


def test_a_mail_rests_twice_as_long_after_each_failure() -> None:
    waits = [retry_after(failures) for failures in range(1, 6)]

    assert waits[0] == RETRY_FIRST
    assert all(later == 2 * earlier for earlier, later in pairwise(waits))


def test_it_never_rests_longer_than_the_longest_and_never_gives_up() -> None:
    assert [retry_after(failures) for failures in (8, 100, 10**9)] == [RETRY_LONGEST] * 3


def test_a_mail_is_nobody_elses_for_twice_as_long_as_sending_it_can_take() -> None:
    assert TAKEN_FOR.total_seconds() >= 2 * SECONDS_MAX
