"""What a hint says and whom it is for."""

from dataclasses import dataclass
from uuid import UUID

from chassis.identifiers import AccountId

ADDRESSED = "@"
IN_TURN = "~"
OWN = "mine"
SESSIONS = "sessions"
"""The topic of hints that no page is told: those it is for are looked up again, as a session has ended."""

TOPIC_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class Hint:
    """A topic, the one account it is for or None for everybody, and whether pages are told one by one."""

    topic: str
    account_id: AccountId | None
    in_turn: bool = False

    @property
    def is_about_sessions(self) -> bool:
        """Whether a session of `account_id` has ended."""
        return self.account_id is not None and self.topic == f"{SESSIONS}:{OWN}"


def session_ended(account_id: UUID) -> str:
    """The hint that one of the account's sessions has ended."""
    return for_account(SESSIONS, account_id)


def for_account(topic: str, account_id: UUID) -> str:
    """A hint that only the pages of `account_id` get, where it reads `<topic>:mine`."""
    return f"{topic}{ADDRESSED}{account_id}"


def in_turn(hint: str) -> str:
    """The same hint where many pages get one at the same moment: they are told one after another, and each
    of them now and then instead of each time."""
    return f"{hint}{IN_TURN}"


def read_hint(text: str) -> Hint:
    """Take a hint apart; raises ValueError for one addressed to something that is no account."""
    one_by_one = text.endswith(IN_TURN)
    topic, addressed, account_id = text.removesuffix(IN_TURN).partition(ADDRESSED)
    if not topic or len(topic) > TOPIC_LENGTH_MAX:
        raise ValueError(f"a hint's topic has 1 to {TOPIC_LENGTH_MAX} characters")
    if not addressed:
        return Hint(topic, None, one_by_one)
    return Hint(f"{topic}:{OWN}", AccountId(UUID(account_id)), one_by_one)
