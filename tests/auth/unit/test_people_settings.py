"""What auth is told about people by its environment."""

import pytest
from pydantic import ValidationError

from tests.auth.settings import auth_settings

URL = "postgresql+asyncpg://auth:auth@127.0.0.1:1/auth"


def test_registrations_are_confirmed_by_mail_but_in_a_demo() -> None:
    asked = [auth_settings(URL, demo=demo).confirms_registrations for demo in (False, True)]
    told = auth_settings(URL, demo=True, registration_confirmed=True).confirms_registrations

    assert asked == [True, False]
    assert told


def test_nobody_is_invited_unless_named() -> None:
    assert auth_settings(URL).first_admin_email is None
    assert auth_settings(URL, first_admin_email="").first_admin_email is None
    assert auth_settings(URL, first_admin_email="Ada@Popug.inc").first_admin_email == "ada@popug.inc"


def test_a_first_admin_without_an_address_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="needs an e-mail address"):
        auth_settings(URL, first_admin_email="ada")
