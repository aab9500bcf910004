"""How often one caller and one address may ask, so that nobody starves the others."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from time import monotonic

from chassis.errors import ServiceError
from chassis.settings import ServiceSettings

WINDOW_SECONDS = 10
KEYS_MAX = 50_000
IPV6_PREFIX = 64


class TooManyRequests(ServiceError):
    """Slow down; `retry_after_seconds` says for how long."""

    code = "too_many_requests"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many requests: try again in {retry_after_seconds} s.")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class Rate:
    """A burst of `requests` at once, and in the long run `requests` in every `seconds`."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Per account and per address, in each web process; None is no limit."""

    per_caller: Rate | None
    per_address: Rate | None

    @classmethod
    def of(cls, settings: ServiceSettings) -> "RateLimits":
        """As the service's environment says."""
        return cls(
            _rate(settings.requests_per_second_per_caller), _rate(settings.requests_per_second_per_address)
        )


class RateLimiter:
    """Counts by the generic cell rate algorithm, in this process's memory.

    One number a key: the `limits` library keeps a list a key and a thread hop a sweep, 50 µs a request
    against 1 µs. At most `KEYS_MAX` keys are remembered, those asking last.
    """

    def __init__(self, rate: Rate | None, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._window = rate.seconds if rate else 0.0
        self._interval = rate.seconds / rate.requests if rate else 0.0
        self._paid_until: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one request of `key`; raises `TooManyRequests` when it is over the rate, counting nothing."""
        if not self._interval:
            return
        now = self._now()
        paid_until = max(self._paid_until.get(key, now), now) + self._interval
        over = paid_until - now - self._window
        if over > 0:
            raise TooManyRequests(ceil(over))
        self._paid_until[key] = paid_until
        self._paid_until.move_to_end(key)
        if len(self._paid_until) > KEYS_MAX:
            self._paid_until.popitem(last=False)


def _rate(requests_per_second: int) -> Rate | None:
    return Rate(requests_per_second * WINDOW_SECONDS, WINDOW_SECONDS) if requests_per_second else None


def address_key(host: str) -> str:
    """The address `host` counts as: an IPv4 address for itself, an IPv6 address with its whole /64."""
    if ":" not in host:
        return host
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address)
