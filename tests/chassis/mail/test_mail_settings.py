"""What a service is told of the mail server, and how it complains."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.cli.settings import explain
from chassis.mail import MailServer, MailSettings


def test_there_is_no_mail_server_unless_one_is_named() -> None:
    assert MailSettings().mail_server is None


def test_a_mail_server_is_greeted_by_the_domain_of_the_sender() -> None:
    settings = MailSettings(smtp_host="mail.popug.inc", mail_from="Popug <payroll@popug.com>")

    assert settings.mail_server == MailServer("mail.popug.inc", 25, greeting="popug.com")


def test_a_password_goes_to_the_mail_server_encrypted() -> None:
    login: dict[str, Any] = {"smtp_user": "popug", "smtp_password": "short", "smtp_start_tls": True}

    server = MailSettings(smtp_host="mail.popug.inc", smtp_port=587, **login).mail_server

    assert server == MailServer("mail.popug.inc", 587, "popug.inc", True, "popug", "short")
    assert "short" not in repr(server)


def test_the_environment_names_the_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POPUG_SMTP_HOST", "mail.popug.inc")
    monkeypatch.setenv("POPUG_SMTP_PORT", "2525")

    assert MailSettings().mail_server == MailServer("mail.popug.inc", 2525, "popug.inc")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"smtp_port": 0}, "greater than or equal to 1"),
        ({"smtp_port": 65536}, "less than or equal to 65535"),
        ({"smtp_user": "popug"}, "given together"),
        ({"smtp_password": "short"}, "given together"),
        ({"smtp_user": "popug", "smtp_password": "short"}, "in the clear"),
        ({"mail_from": "Popug"}, "needs an address"),
        ({"mail_from": "Popug <a@popug.inc>\nBcc: short@popug.inc"}, "needs an address"),
    ],
)
def test_a_wrong_setting_is_explained_without_its_value(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MailSettings(**wrong)

    assert complaint in explain(refused.value)
    assert "short" not in explain(refused.value)
