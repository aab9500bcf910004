"""How the worker goes about telling clients: over HTTP, side by side, and to the end."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs

import httpx2
import pytest

from auth.adapters.back_channel import HttpBackChannel
from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.application.logout_delivery import LogoutDelivery
from auth.application.logout_ports import NotTaken
from auth.entrypoints.logout_duty import LogoutDuty
from chassis.rounds import Rounds
from tests.auth.unit.test_logout_delivery import Company
from tests.eventually import eventually

ADDRESS = "http://tracker/back-channel-logout"


@dataclass
class Client:
    """A client's own end: answers with `status` and remembers what it was sent."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return httpx2.Response(self.status, headers=self.headers)


def away(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("nobody there", request=request)


@pytest.mark.parametrize("status", [200, 204])
async def test_a_logout_token_is_posted_as_a_form(status: int) -> None:
    client = Client(status)

    await HttpBackChannel(httpx2.MockTransport(client)).send(ADDRESS, "a.logout.token")

    (request,) = client.asked
    assert (request.method, str(request.url)) == ("POST", ADDRESS)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {"logout_token": ["a.logout.token"]}


@pytest.mark.parametrize("status", [201, 301, 302, 307, 400, 401, 404, 500, 503])
async def test_any_other_answer_counts_as_not_taken(status: int) -> None:
    client = Client(status, {"Location": "http://169.254.169.254/"})

    with pytest.raises(NotTaken, match=str(status)):
        await HttpBackChannel(httpx2.MockTransport(client)).send(ADDRESS, "a.logout.token")

    assert [str(request.url) for request in client.asked] == [ADDRESS]


async def test_a_client_that_is_not_there_counts_as_not_taken() -> None:
    with pytest.raises(NotTaken, match="does not answer"):
        await HttpBackChannel(httpx2.MockTransport(away)).send(ADDRESS, "a.logout.token")


@dataclass
class Halting:
    """Takes its time over one client until told to go on; breaks in an unforeseen way at another."""

    slow: str = ""
    broken: str = ""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    got: list[str] = field(default_factory=list)

    async def send(self, address: str, logout_token: str) -> None:
        if address == self.slow:
            await self.go_on.wait()
        if address == self.broken:
            raise RuntimeError("unforeseen")
        self.got.append(address)


async def duty_for(clients: Halting) -> Rounds:
    """The duty of a worker that has to tell tracker and accounting of one ended session."""
    company = Company()
    await company.auth.mediator.handle_command(EnsureSigningKey())
    await company.auth.mediator.handle_command(await company.signed_in("tracker", "accounting"))
    company.auth.clock.advance(timedelta(seconds=1))
    usual = company.delivery
    delivery = LogoutDelivery(
        usual.notices, clients, usual.addresses, usual.signer, usual.clock, usual.issuer
    )
    return LogoutDuty(delivery).duty()


async def test_a_slow_client_keeps_nobody_waiting_and_is_told_before_the_worker_ends() -> None:
    clients = Halting(slow="http://tracker/out")
    duty, stop = await duty_for(clients), asyncio.Event()

    working = asyncio.create_task(duty.run(stop))
    await eventually(lambda: clients.got == ["http://accounting/out"])
    stop.set()
    clients.go_on.set()
    await working

    assert clients.got == ["http://accounting/out", "http://tracker/out"]


async def test_what_breaks_at_one_client_keeps_nobody_else_from_being_told() -> None:
    clients = Halting(broken="http://tracker/out")
    duty, stop = await duty_for(clients), asyncio.Event()

    working = asyncio.create_task(duty.run(stop))
    await eventually(lambda: clients.got == ["http://accounting/out"])
    stop.set()
    await working

    assert duty.ready()
