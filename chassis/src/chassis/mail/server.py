"""A mail server as we know it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailServer:
    """With `start_tls` nothing is said before the connection is encrypted and the certificate is seen to be
    valid. `greeting` is the name we give ourselves."""

    host: str
    port: int
    greeting: str
    start_tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
