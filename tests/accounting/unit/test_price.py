"""Prices: drawn once from the task's id, in whole dollars, between bounds."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.domain.identifiers import TaskId
from accounting.domain.price import Price, Tariff
from tests.accounting.builders import PRICE_KEY, TARIFF, a_task_id


@given(st.uuids())
def test_a_price_is_in_whole_dollars_between_its_bounds(task_id: TaskId) -> None:
    price = TARIFF.price_of(task_id)

    assert 1000 <= price.fee <= 2000
    assert 2000 <= price.reward <= 4000
    assert price.fee % 100 == price.reward % 100 == 0


def test_every_price_between_the_bounds_is_drawn_about_as_often() -> None:
    prices = [TARIFF.price_of(a_task_id()) for _ in range(11_000)]

    fees = Counter(price.fee for price in prices)
    rewards = Counter(price.reward for price in prices)

    assert len(fees) == 11
    assert len(rewards) == 21
    assert min(fees.values()) > 800
    assert min(rewards.values()) > 380


def test_a_task_has_one_price_whoever_asks() -> None:
    task_id = a_task_id()

    assert TARIFF.price_of(task_id) == Tariff(PRICE_KEY.encode()).price_of(task_id)


def test_without_the_key_nobody_can_foretell_a_price() -> None:
    tasks = [a_task_id() for _ in range(100)]

    guessed = [Tariff(b"another key, just as long").price_of(task) for task in tasks]

    assert sum(guess == TARIFF.price_of(task) for guess, task in zip(guessed, tasks, strict=True)) < 10


def test_bounds_are_inclusive_and_may_be_one_amount() -> None:
    tariff = Tariff(b"key", fee_dollars=(7, 7), reward_dollars=(9, 9))

    assert tariff.price_of(a_task_id()) == Price(700, 900)  # type: ignore[arg-type]


@pytest.mark.parametrize("bounds", [(0, 5), (-1, 5), (6, 5)])
def test_bounds_that_make_no_sense_are_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="positive and ascending"):
        Tariff(b"key", fee_dollars=bounds)
