"""Lists in pages, and money on the API."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.web.money import dollars
from chassis.web.paging import InvalidCursor, Page, decode_cursor, encode_cursor, page_of
from chassis.web.request_model import RequestModel

SCALARS = st.one_of(st.text(), st.integers(), st.booleans())


@given(st.lists(SCALARS, max_size=4))
def test_a_cursor_leads_back_to_the_key_it_was_made_of(key: list[Any]) -> None:
    assert decode_cursor(encode_cursor(*key), *(type(part) for part in key)) == tuple(key)


@given(st.text(max_size=100))
def test_a_made_up_cursor_is_refused_whatever_it_is(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(cursor, int, str)


@pytest.mark.parametrize("key", [(), (1,), ("1", "x"), (1, 2), (1, "x", 3), (True, "x"), (None, "x")])
def test_a_cursor_of_another_list_is_refused(key: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidCursor) as refusal:
        decode_cursor(encode_cursor(*key), int, str)

    assert refusal.value.code == "invalid_cursor"


def test_a_deeply_nested_cursor_is_refused() -> None:
    from base64 import urlsafe_b64encode

    with pytest.raises(InvalidCursor):
        decode_cursor(urlsafe_b64encode(b"[" * 100_000).decode(), int)


def test_one_row_too_many_makes_a_cursor_of_the_last_one_shown() -> None:
    items, following = page_of([10, 20, 30], 2, lambda row: (row,))

    assert list(items) == [10, 20]
    assert following is not None
    assert decode_cursor(following, int) == (20,)


def test_the_last_page_has_no_cursor() -> None:
    assert page_of([10, 20], 2, lambda row: (row,)) == ([10, 20], None)
    assert Page[int](items=[]).model_dump() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (1500, "15.00"),
        (-123456, "-1234.56"),
        (10**18 + 1, "10000000000000000.01"),
    ],
)
def test_money_is_exact_to_the_cent(cents: int, text: str) -> None:
    assert dollars(cents) == text


class Body(RequestModel):
    """What a request might hold."""

    id: UUID
    title: str


def test_a_body_reads_ids_from_json_and_keeps_text_as_it_is() -> None:
    body = Body.model_validate_json('{"id": "01900000-0000-7000-8000-000000000001", "title": " x "}')

    assert body.title == " x "
    assert body.id.version == 7


@pytest.mark.parametrize("more", ['"title": 5', '"title": "x", "role": "admin"', '"title": null'])
def test_a_body_converts_nothing_and_ignores_nothing(more: str) -> None:
    with pytest.raises(ValidationError):
        Body.model_validate_json('{"id": "01900000-0000-7000-8000-000000000001", ' + more + "}")
