"""What a JSON request's body is held to."""

from pydantic import BaseModel, ConfigDict


class RequestModel(BaseModel):
    """The body of a request: nothing is converted silently and no unknown field is ignored.

    In strict mode identifiers and times still come as JSON strings: pydantic reads them from JSON as such.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, str_strip_whitespace=False)
