"""What the body of a request may hold."""

import pytest
from pydantic import ValidationError

from chassis.web.request_model import RequestModel


class Note(RequestModel):
    text: str


@pytest.mark.parametrize("text", ["Почини клюв 🦜", "a\tb\nc", "", "\ue000"])
def test_takes_any_text_that_can_be_stored(text: str) -> None:
    assert Note(text=text).text == text


@pytest.mark.parametrize("text", ["\x00", "beak\x00", "\ud800", "half \udfff"])
def test_refuses_text_that_no_database_can_hold(text: str) -> None:
    with pytest.raises(ValidationError, match="cannot be stored"):
        Note(text=text)


def test_refuses_fields_nobody_asked_for() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Note.model_validate({"text": "beak", "role": "admin"})
