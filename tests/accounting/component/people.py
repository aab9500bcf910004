"""Whoever may be looking: one account per role, known by token and by cookie."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import HTTPConnection

from chassis.access import Account
from chassis.identifiers import AccountId
from chassis.pages import Visitor
from chassis.roles import Role
from chassis.web.tokens import InvalidToken

COOKIE = "who"


def an_asker(role: Role) -> Account:
    """The one account with this role."""
    account_id = AccountId(UUID(int=list(Role).index(role) + 1))
    return Account(account_id, 1, role.value.title(), f"{role.value}@popug.inc", role, True, "en")


class KnownPeople:
    """A token or a cookie is the name of a role."""

    def __init__(self) -> None:
        self._accounts: Mapping[str, Account] = {role.value: an_asker(role) for role in Role}

    @property
    def callers(self) -> "KnownPeople":
        return self

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        account = self._accounts.get(connection.cookies.get(COOKIE, ""))
        if account is None:
            return None
        connection.state.account = account
        return Visitor(account.account_id, account.name, account.email, account.role)

    def sign_in_path(self, next: str) -> str:
        return f"/sign-in?next={next}"

    async def caller(self, token: str) -> Account:
        if token not in self._accounts:
            raise InvalidToken("This access token is not valid here.")
        return self._accounts[token]
