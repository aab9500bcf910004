"""Waiting ends with what was waited for, or says what was seen instead."""

import pytest

from tests.eventually import eventually


async def test_returns_what_the_probe_saw_at_last() -> None:
    answers = iter([None, 0, "", "beak"])

    assert await eventually(lambda: next(answers) or False) == "beak"


async def test_an_asserting_probe_ends_the_wait_when_it_stops_complaining() -> None:
    counts = iter([1, 2, 3])

    async def three() -> None:
        assert next(counts) == 3

    await eventually(three)


async def test_tells_the_last_state_it_saw_when_time_is_up() -> None:
    with pytest.raises(AssertionError, match="last seen: \\[\\]"):
        await eventually(list, within_seconds=0.05)


async def test_tells_the_last_complaint_when_time_is_up() -> None:
    def complain() -> None:
        raise AssertionError("3 messages are left")

    with pytest.raises(AssertionError, match="3 messages are left"):
        await eventually(complain, within_seconds=0.05)


async def test_an_error_that_is_no_assertion_ends_the_wait_at_once() -> None:
    def fail() -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await eventually(fail, within_seconds=60)
