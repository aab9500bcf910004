"""How a service says no: each refusal has a stable code and a sentence a person can act on."""

from typing import Any, ClassVar


class ServiceError(Exception):
    """A refusal.

    `code` is stable and machine-readable, `message` is for people, `details` are JSON-safe extras for the
    problem document. Nothing here knows of HTTP; the entry points map classes to statuses.
    """

    code: ClassVar[str] = "service_error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotFound(ServiceError):
    """What was asked for does not exist, or is none of the asker's business."""

    code = "not_found"


class Forbidden(ServiceError):
    """The asker is known but may not do this."""

    code = "forbidden"


class Conflict(ServiceError):
    """The thing is in a state in which this cannot be done."""

    code = "conflict"


class Stale(Conflict):
    """Somebody else changed the aggregate since it was loaded; loading it again and retrying is safe."""

    code = "stale"


class Unprocessable(ServiceError):
    """The request is understood and breaks a rule of the domain."""

    code = "unprocessable"
