"""What may become a password."""

import pytest

from auth.domain.email import Email
from auth.domain.errors import WeakPassword
from auth.domain.password import CHARACTERS_MIN, check_new_password, common_passwords

KESHA = Email("kesha.the.parrot@popug.inc")


@pytest.mark.parametrize(
    "password",
    [
        *(
            "",
            "popug",
            "1234567",
            "x" * 257,
            "Password123",
            "aaaaaaaaaaaa",
            "kesha.the.parrot",
            KESHA.address,
        ),
        *("maverick", "Corvette", "йцукенгш", "popugpopug"),
    ],
)
def test_what_anybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(password, KESHA)


@pytest.mark.parametrize("password", ["nutsnuts", "длинный пароль", "x1" * 64, "    a space   "])
def test_length_counts_and_composition_does_not(password: str) -> None:
    check_new_password(password, KESHA)

    assert len(password) >= 8


def test_the_three_thousand_commonest_that_are_long_enough_are_known() -> None:
    long_enough = [word for word in common_passwords() if len(word) >= CHARACTERS_MIN]

    assert len(long_enough) >= 3_000
    assert all(word == word.lower() for word in long_enough)
