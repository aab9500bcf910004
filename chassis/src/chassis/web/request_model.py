"""What a JSON request's body is held to."""

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


class RequestModel(BaseModel):
    """The body of a request: nothing is converted silently and no unknown field is ignored.

    Text is refused that no database or page can hold: NUL, and surrogates without their other half, which
    JSON can spell. Fields of kinds that JSON does not have (UUID, date, enum) need
    `Annotated[…, Field(strict=False)]`, because FastAPI hands over what the JSON was parsed to.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, str_strip_whitespace=False)

    @field_validator("*", mode="after")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        if isinstance(value, str) and any(
            letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value
        ):
            raise ValueError("contains a character that cannot be stored: NUL, or half of a surrogate pair")
        return value
