"""The pages open at this process, and which of them a hint is for."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from chassis.identifiers import AccountId
from chassis.live.hints import Hint
from chassis.live.page import OpenPage
from chassis.live.turns import Turns
from chassis.visitor import Visitor

PAGES_MAX = 5_000
PAGES_PER_ACCOUNT_MAX = 20


class TooManyPages(RuntimeError):
    """This process, or this account, has as many pages open as it may."""


class Audience:
    """Open pages by account, so that an addressed hint costs the same however many pages are open."""

    def __init__(self, may_see: Callable[[Visitor, str], bool], turns: Turns | None = None) -> None:
        self._may_see = may_see
        self._pages: defaultdict[AccountId, list[OpenPage]] = defaultdict(list)
        self._count = 0
        self._turns = turns or Turns()

    def __len__(self) -> int:
        return self._count

    def open(self, visitor: Visitor) -> OpenPage:
        """Register a page of `visitor`; raises `TooManyPages`."""
        of_account = len(self._pages.get(visitor.account_id, ()))
        if self._count >= PAGES_MAX or of_account >= PAGES_PER_ACCOUNT_MAX:
            raise TooManyPages("too many pages are open")
        page = OpenPage(visitor, self._turns)
        self._pages[visitor.account_id].append(page)
        self._count += 1
        return page

    def close(self, page: OpenPage) -> None:
        """The page is gone."""
        of_account = self._pages[page.account_id]
        of_account.remove(page)
        self._count -= 1
        if not of_account:
            del self._pages[page.account_id]

    def tell(self, hint: Hint) -> None:
        """Tell those pages that `hint` is for."""
        if hint.account_id is not None:
            for page in self._pages.get(hint.account_id, ()):
                _tell(page, hint)
            return
        for page in self._all():
            if self._may_see(page.visitor, hint.topic):
                _tell(page, hint)

    def refresh(self) -> None:
        """Have every page fetch everything."""
        for page in self._all():
            page.refresh()

    def end(self, account_id: AccountId) -> None:
        """The account is signed out everywhere."""
        for page in self._pages.get(account_id, ()):
            page.end()

    def _all(self) -> Iterable[OpenPage]:
        for pages in self._pages.values():
            yield from pages


def _tell(page: OpenPage, hint: Hint) -> None:
    if hint.is_about_sessions:
        page.doubt()
    elif hint.in_turn:
        page.hint_in_turn(hint.topic)
    else:
        page.hint(hint.topic)
