"""What accounting is told by its environment."""

from email.utils import parseaddr
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from accounting.domain.price import Tariff
from chassis.settings import ServiceSettings

PRICE_KEY_LENGTH_MIN = 16


class AccountingSettings(ServiceSettings):
    """`price_key` decides every task's price and must never change; bounds are whole dollars, inclusive.

    Mails wait while there is no `smtp_host`. With `smtp_start_tls` they go encrypted or not at all.
    """

    price_key: SecretStr
    fee_dollars_min: int = 10
    fee_dollars_max: int = 20
    reward_dollars_min: int = 20
    reward_dollars_max: int = 40
    close_ahead_of_time: bool = False
    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 25
    smtp_start_tls: bool = False
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str = "Popug <noreply@popug.inc>"

    @field_validator("price_key")
    @classmethod
    def _hard_to_guess(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < PRICE_KEY_LENGTH_MIN:
            raise ValueError(f"needs at least {PRICE_KEY_LENGTH_MIN} characters; a long random text is right")
        return key

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

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        for name in ("fee", "reward"):
            low, high = getattr(self, f"{name}_dollars_min"), getattr(self, f"{name}_dollars_max")
            if not 0 < low <= high:
                raise ValueError(
                    f"POPUG_{name.upper()}_DOLLARS_MIN..MAX must be positive and ascending, not {low}..{high}"
                )
        return self

    @property
    def tariff(self) -> Tariff:
        """How prices are drawn."""
        return Tariff(
            self.price_key.get_secret_value().encode(),
            (self.fee_dollars_min, self.fee_dollars_max),
            (self.reward_dollars_min, self.reward_dollars_max),
        )
