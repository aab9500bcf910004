"""Who is looking at the page."""

from dataclasses import dataclass

from chassis.identifiers import AccountId
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in popug as the layout shows them; `request.state.visitor`, which is None when signed out."""

    account_id: AccountId
    name: str
    email: str
    role: Role
