"""Guessing passwords gets slower with every miss, for an account as for an address."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from auth.domain.email import Email
from auth.domain.errors import TooManySignInAttempts
from auth.domain.secret import digest

MEMORY = timedelta(hours=1)
DELAY_MAX = timedelta(minutes=15)
FIRST_DELAY = timedelta(seconds=1)
DOUBLINGS_MAX = 20
FREE_PER_ACCOUNT = 5
FREE_PER_ADDRESS = 20
ACCOUNT, ADDRESS = "account", "address"


@dataclass(frozen=True, slots=True)
class Attempts:
    """Misses against one subject: `account:<digest of the e-mail>` or `address:<ip>`.

    An attempt is counted before the password is looked at and taken back when it was right, so that attempts
    made at once are counted like attempts made one after another. While the door is shut nothing is counted:
    whoever hammers at somebody else's account cannot keep it shut for longer than the longest delay.
    """

    subject: str
    free: int
    misses: int = 0
    last_at: datetime | None = None

    @property
    def kind(self) -> str:
        return self.subject.partition(":")[0]

    @property
    def has_just_to_wait(self) -> bool:
        """This miss was the first that shut the door."""
        return self.misses == self.free

    def counted(self, at: datetime) -> "Attempts":
        """One more; raises `TooManySignInAttempts` while the subject has to wait."""
        fresh = self._after_forgetting(at)
        shut_until = fresh.shut_until()
        if shut_until is not None and at < shut_until:
            raise TooManySignInAttempts(ceil((shut_until - at).total_seconds()))
        return replace(fresh, misses=fresh.misses + 1, last_at=at)

    def forgiven(self) -> "Attempts":
        """The attempt was right: the account starts anew, the address only takes this one back."""
        misses = 0 if self.kind == ACCOUNT else max(0, self.misses - 1)
        return replace(self, misses=misses)

    def shut_until(self) -> datetime | None:
        over = self.misses - self.free
        if over < 0 or self.last_at is None:
            return None
        return self.last_at + min(DELAY_MAX, FIRST_DELAY * (1 << min(over, DOUBLINGS_MAX)))

    def _after_forgetting(self, at: datetime) -> "Attempts":
        if self.last_at is None or at - self.last_at < MEMORY:
            return self
        return replace(self, misses=0)


@dataclass(frozen=True, slots=True)
class Subject:
    """What attempts are counted against, and how many of them are free."""

    name: str
    free: int


def subjects_of(email: Email, address: str) -> tuple[Subject, Subject]:
    """Keyed by the e-mail, not the account: an e-mail nobody has slows down just the same."""
    return (
        Subject(f"{ACCOUNT}:{digest(email.address).hex()}", FREE_PER_ACCOUNT),
        Subject(f"{ADDRESS}:{address}", FREE_PER_ADDRESS),
    )
