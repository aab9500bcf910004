"""Who is told that a session has ended, by what, and how often it is tried."""

from dataclasses import dataclass, field
from datetime import timedelta

import httpx2
import pytest

from auth.adapters.memory_logout_notices import MemoryLogoutNotices
from auth.application.commands.end_session import EndSession
from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.application.commands.refresh_tokens import RefreshTokens
from auth.application.logout_delivery import TAKEN_FOR, LogoutDelivery
from auth.application.logout_ports import NotTaken
from auth.domain.grant import REUSE_GRACE
from auth.domain.identifiers import ClientId
from auth.domain.logout_notice import GIVEN_UP_AFTER, RETRY_MAX, retry_after
from auth.domain.secret import digest
from chassis.identifiers import AccountId
from chassis.web.back_channel import LogoutTokens
from chassis.web.provider import Provider
from chassis.web.signing_keys import SigningKeys
from tests.auth.builders import a_grant, a_session
from tests.auth.settings import ISSUER
from tests.auth.unit.memory_auth import MemoryAuth

ADDRESSES = {ClientId("tracker"): "http://tracker/out", ClientId("accounting"): "http://accounting/out"}


@dataclass
class Clients:
    """Clients at the other end; those in `away` do not answer."""

    away: set[str] = field(default_factory=set)
    got: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, address: str, logout_token: str) -> None:
        if address in self.away:
            raise NotTaken(f"{address} does not answer")
        self.got.append((address, logout_token))


@dataclass
class Company:
    auth: MemoryAuth = field(default_factory=MemoryAuth)
    clients: Clients = field(default_factory=Clients)

    def __post_init__(self) -> None:
        self.delivery = LogoutDelivery(
            MemoryLogoutNotices(self.auth.store),
            self.clients,
            ADDRESSES,
            self.auth.ring,
            self.auth.clock,
            ISSUER,
        )

    async def signed_in(self, *clients: str) -> EndSession:
        """The way to end a session in which these clients took part."""
        account_id = await self.auth.enrolled()
        session = a_session(account_id)
        self.auth.store.sessions[session.session_id] = session
        for client in clients:
            grant = a_grant(
                account_id,
                f"code for {client}",
                client_id=ClientId(client),
                session_id=session.session_id,
                redeemed_at=self.auth.clock.now(),
            )
            self.auth.store.grants[grant.grant_id] = grant
        return EndSession(account_id, session.session_id)

    async def deliver(self) -> int:
        due = await self.delivery.take_due(10)
        for notice in due:
            await self.delivery.deliver(notice)
        return len(due)


@pytest.fixture
async def company() -> Company:
    company = Company()
    await company.auth.mediator.handle_command(EnsureSigningKey())
    return company


async def test_ending_a_session_tells_each_of_its_clients_and_the_open_pages(company: Company) -> None:
    end = await company.signed_in("tracker", "accounting", "stranger")

    await company.auth.mediator.handle_command(end)
    await company.deliver()

    assert sorted(address for address, _ in company.clients.got) == sorted(ADDRESSES.values())
    assert company.auth.open_pages.told == [end.account_id]
    assert await company.deliver() == 0


async def test_the_token_is_what_our_own_services_accept(company: Company) -> None:
    end = await company.signed_in("tracker")
    await company.auth.mediator.handle_command(end)
    await company.deliver()
    ((_, token),) = company.clients.got
    published = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", **await company.auth.ring.jwks()}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=published))
    keys = SigningKeys(Provider(ISSUER, transport=transport))
    now = company.auth.clock.now().timestamp

    ended = await LogoutTokens(ISSUER, "tracker", keys, now).verify(token)

    assert ended.provider_session == str(end.session_id)


async def test_a_client_that_is_away_is_tried_again_and_others_need_not_wait(company: Company) -> None:
    end = await company.signed_in("tracker", "accounting")
    company.clients.away.add("http://tracker/out")
    await company.auth.mediator.handle_command(end)

    await company.deliver()
    at_once = await company.deliver()
    company.clients.away.clear()
    company.auth.clock.advance(timedelta(seconds=1))
    await company.deliver()

    assert at_once == 0
    assert [address for address, _ in company.clients.got] == ["http://accounting/out", "http://tracker/out"]


async def test_what_a_process_took_and_died_with_is_delivered_by_another(company: Company) -> None:
    await company.auth.mediator.handle_command(await company.signed_in("tracker"))
    await company.delivery.take_due(10)

    at_once = await company.deliver()
    company.auth.clock.advance(TAKEN_FOR)
    later = await company.deliver()

    assert (at_once, later, len(company.clients.got)) == (0, 1, 1)


async def test_after_a_day_it_is_given_up_and_said_so(company: Company) -> None:
    await company.auth.mediator.handle_command(await company.signed_in("tracker"))
    company.clients.away.add("http://tracker/out")
    company.auth.clock.advance(GIVEN_UP_AFTER)

    with pytest.raises(NotTaken):
        await company.deliver()

    company.auth.clock.advance(GIVEN_UP_AFTER)
    assert await company.deliver() == 0


async def test_a_client_that_is_configured_no_more_is_forgotten(company: Company) -> None:
    await company.auth.mediator.handle_command(await company.signed_in("tracker"))
    company.delivery = LogoutDelivery(
        MemoryLogoutNotices(company.auth.store),
        company.clients,
        {},
        company.auth.ring,
        company.auth.clock,
        ISSUER,
    )

    await company.deliver()

    assert not company.clients.got
    assert not company.auth.store.logout_notices


async def test_a_stolen_refresh_token_signs_out_at_its_own_client_alone(company: Company) -> None:
    await company.signed_in("tracker", "accounting")
    store = company.auth.store
    grant = next(grant for grant in store.grants.values() if grant.client_id == "tracker")
    grant.redeemed_at = None
    grant.redeem(
        client_id=grant.client_id,
        redirect_uri=grant.redirect_uri,
        verifier="a-verifier-of-more-than-43-characters-0123456789",
        refresh_digest=digest("first"),
        at=company.auth.clock.now(),
    )
    for token in grant.take_issued():
        store.refresh_tokens[token.token_digest] = (grant.grant_id, token)
    use = RefreshTokens(grant.client_id, "first")
    await company.auth.mediator.handle_command(use)
    company.auth.clock.advance(REUSE_GRACE + timedelta(seconds=1))

    await company.auth.mediator.handle_command(use)
    await company.auth.mediator.handle_command(use)
    await company.deliver()

    assert [address for address, _ in company.clients.got] == ["http://tracker/out"]
    assert company.auth.open_pages.told == list[AccountId]()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (10_000, 300)]
)
def test_retries_slow_down_to_a_bound(failures: int, seconds: int) -> None:
    assert retry_after(failures).total_seconds() == seconds
    assert retry_after(failures) <= RETRY_MAX
