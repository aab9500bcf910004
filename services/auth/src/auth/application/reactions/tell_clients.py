"""Tell the clients that took part in a session that it has ended (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Collection
from dataclasses import dataclass

from auth.application.logout_ports import LogoutNotices, OpenPages
from auth.domain.events import EndedSession, GrantMisused, SessionsEnded
from auth.domain.identifiers import ClientId
from chassis.clock import Clock


@dataclass(frozen=True, slots=True)
class TellClients:
    """`listening` are the clients that have an address for it."""

    notices: LogoutNotices
    open_pages: OpenPages
    clock: Clock
    listening: Collection[ClientId]

    async def __call__(self, event: SessionsEnded) -> None:
        await self.notices.add(event.sessions, self.listening, self.clock.now())
        for session in event.sessions:
            self.open_pages.look_again(session.account_id)


@dataclass(frozen=True, slots=True)
class TellMisusedClient:
    """What a thief may have had from this client's tokens ends there too; other clients are not concerned."""

    notices: LogoutNotices
    clock: Clock
    listening: Collection[ClientId]

    async def __call__(self, event: GrantMisused) -> None:
        concerned = {event.client_id} & set(self.listening)
        session = EndedSession(event.session_id, event.account_id)
        await self.notices.add([session], concerned, self.clock.now())
