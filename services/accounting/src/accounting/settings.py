"""What accounting is told by its environment."""

from typing import Self

from pydantic import SecretStr, field_validator, model_validator

from accounting.domain.price import Tariff
from chassis.cli.settings import DatabaseSettings
from chassis.mail import MailSettings
from chassis.settings import ServiceSettings

PRICE_KEY_LENGTH_MIN = 16


class BooksSettings(DatabaseSettings):
    """What it takes to check the books."""

    price_key: SecretStr

    @field_validator("price_key")
    @classmethod
    def _hard_to_guess(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < PRICE_KEY_LENGTH_MIN:
            raise ValueError(f"needs at least {PRICE_KEY_LENGTH_MIN} characters; a long random text is right")
        return key


class AccountingSettings(ServiceSettings, MailSettings, BooksSettings):
    """`price_key` decides every task's price and must never change; bounds are whole dollars, inclusive.

    Days are closed by themselves when they are over unless `close_days` is off.
    """

    fee_dollars_min: int = 10
    fee_dollars_max: int = 20
    reward_dollars_min: int = 20
    reward_dollars_max: int = 40
    close_ahead_of_time: bool = False
    close_days: bool = True

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
