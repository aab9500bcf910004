"""How often somebody may ask."""

import pytest

from chassis.web.rate_limit import KEYS_MAX, Rate, RateLimiter, RateLimits, TooManyRequests, address_key
from tests.chassis.web.support import settings_of


class Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def taken(limiter: RateLimiter, key: str, times: int) -> int:
    """How many of so many requests went through."""
    through = 0
    for _ in range(times):
        try:
            limiter.take(key)
            through += 1
        except TooManyRequests:
            continue
    return through


def test_a_burst_goes_through_and_no_more() -> None:
    limiter = RateLimiter(Rate(10, 60), Time())

    assert taken(limiter, "kesha", 25) == 10


def test_the_refusal_says_when_the_next_one_will_go_through_and_it_does() -> None:
    time = Time()
    limiter = RateLimiter(Rate(10, 60), time)
    taken(limiter, "kesha", 10)

    with pytest.raises(TooManyRequests) as refusal:
        limiter.take("kesha")
    time.seconds += refusal.value.retry_after_seconds

    assert taken(limiter, "kesha", 5) == 1


def test_one_that_keeps_asking_while_refused_is_not_kept_waiting_longer() -> None:
    time = Time()
    limiter = RateLimiter(Rate(10, 60), time)
    taken(limiter, "kesha", 1000)

    time.seconds += 60

    assert taken(limiter, "kesha", 100) == 10


def test_one_does_not_use_up_anothers_share() -> None:
    limiter = RateLimiter(Rate(10, 60), Time())
    taken(limiter, "kesha", 100)

    assert taken(limiter, "gosha", 100) == 10


def test_no_rate_is_no_limit() -> None:
    assert taken(RateLimiter(None), "kesha", 10_000) == 10_000


def test_only_so_many_keys_are_remembered() -> None:
    limiter = RateLimiter(Rate(1, 60), Time())
    limiter.take("kesha")

    for n in range(KEYS_MAX):
        limiter.take(f"made up {n}")

    assert taken(limiter, "kesha", 1) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("a:socket", "a:socket", True),
    ],
)
def test_which_addresses_count_as_one(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


def test_the_environment_says_how_often_and_nought_is_no_limit() -> None:
    settings = settings_of(requests_per_second_per_caller=5, requests_per_second_per_address=0)

    assert RateLimits.of(settings) == RateLimits(per_caller=Rate(50, 10), per_address=None)
