"""What a service that sends mails is told of the mail server by its environment."""

from email.utils import parseaddr
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.mail.server import MailServer


class MailSettings(BaseSettings):
    """To be mixed into a service's settings: `POPUG_SMTP_HOST` and so on.

    Mails wait while there is no `smtp_host`. With `smtp_start_tls` they go encrypted or not at all.
    `mail_from` is a name and an address, as in the header `From`.
    """

    model_config = SettingsConfigDict(env_prefix="POPUG_", extra="ignore", hide_input_in_errors=True)

    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 25
    smtp_start_tls: bool = False
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str = "Popug <noreply@popug.inc>"

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, sender: str) -> str:
        mailbox, _, domain = parseaddr(sender)[1].rpartition("@")
        if not mailbox or not domain or not sender.isprintable():
            raise ValueError("needs an address, as in Popug <noreply@popug.inc>")
        return sender

    @model_validator(mode="after")
    def _no_password_in_the_clear(self) -> Self:
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("POPUG_SMTP_USER and POPUG_SMTP_PASSWORD are given together or not at all")
        if self.smtp_user is not None and not self.smtp_start_tls:
            raise ValueError("POPUG_SMTP_PASSWORD would be sent in the clear; set POPUG_SMTP_START_TLS=true")
        return self

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server, which we greet by the sender's domain; None while there is none."""
        if self.smtp_host is None:
            return None
        password = self.smtp_password
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            greeting=parseaddr(self.mail_from)[1].rpartition("@")[2],
            start_tls=self.smtp_start_tls,
            user=self.smtp_user,
            password=None if password is None else password.get_secret_value(),
        )
