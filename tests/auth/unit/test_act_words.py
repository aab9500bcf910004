"""What the audit trail says of an act, in a person's words and in the file's."""

import pytest

from auth.domain.act import ActKind
from auth.entrypoints.web.act_words import ACT_WORDS, told


def in_words(text: str) -> str:
    return f"<{text}>"


@pytest.mark.parametrize(
    ("details", "kept", "shown"),
    [
        ({}, "", ""),
        ({"method": "hwk user"}, "hwk user", "<with a passkey>"),
        ({"from": "worker", "to": "admin"}, "worker → admin", "<Worker> → <Admin>"),
        ({"link": "invitation"}, "invitation", "<by invitation>"),
        ({"what": "address"}, "address", "<from this address>"),
        ({"name": "worker"}, "worker", "worker"),
        ({"sessions": "3"}, "3", "× 3"),
    ],
)
def test_details_are_kept_as_they_are_and_shown_in_words(
    details: dict[str, str], kept: str, shown: str
) -> None:
    assert told(details) == kept
    assert told(details, in_words) == shown


def test_every_act_has_a_name() -> None:
    assert set(ACT_WORDS) == set(ActKind)
