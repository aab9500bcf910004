"""Whose address a request counts as: the client's behind trusted proxies, and nobody's own invention."""

from typing import Any

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from chassis.web.trusted_proxies import HOPS_MAX, TrustedProxies, networks_of
from tests.chassis.web.support import an_app, settings_of

PROXIES = "10.0.0.0/8, 192.0.2.7, fd00::/8"


async def _tell_client(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["client"][0])(scope, receive, send)


async def seen_from(peer: str, *forwarded: str) -> str:
    """The address that is seen when `peer` connects and says it forwards for `forwarded`, a header each."""
    app = TrustedProxies(_tell_client, networks_of(PROXIES))
    transport = httpx2.ASGITransport(app, client=(peer, 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tracker.test") as http:
        return (
            await http.get("/", headers=[(b"X-Forwarded-For", value.encode()) for value in forwarded])
        ).text


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("10.1.2.3", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.2.3", ["203.0.113.9, 10.9.9.9"], "203.0.113.9"),
        ("10.1.2.3", ["203.0.113.9", "192.0.2.7"], "203.0.113.9"),
        ("10.1.2.3", ["203.0.113.9:50123"], "203.0.113.9"),
        ("fd00::1", ["2001:db8::7"], "2001:db8::7"),
        ("fd00::1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("::ffff:10.1.2.3", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", ["10.4.4.4, 10.5.5.5"], "10.4.4.4"),
    ],
)
async def test_a_trusted_proxy_tells_the_clients_address(peer: str, forwarded: list[str], seen: str) -> None:
    assert await seen_from(peer, *forwarded) == seen


@pytest.mark.parametrize("peer", ["203.0.113.66", "192.0.2.8", "11.0.0.1", "fe80::1"])
async def test_nobody_else_is_believed(peer: str) -> None:
    assert await seen_from(peer, "127.0.0.1") == peer


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        (["127.0.0.1, 203.0.113.66"], "203.0.113.66"),
        (["10.0.0.1, 203.0.113.66"], "203.0.113.66"),
        (["127.0.0.1", "203.0.113.66"], "203.0.113.66"),
        (["127.0.0.1, 203.0.113.66, 10.7.7.7"], "203.0.113.66"),
    ],
)
async def test_what_the_client_put_in_front_is_not_looked_at(forwarded: list[str], seen: str) -> None:
    assert await seen_from("10.1.2.3", *forwarded) == seen


@pytest.mark.parametrize("entry", ["", "unknown", "_hidden", "1.2.3", "127.0.0.1 ", "١.٢.٣.٤", "1" * 10_000])
async def test_what_is_no_address_changes_nothing(entry: str) -> None:
    seen = await seen_from("10.1.2.3", f"{entry}x, 10.9.9.9")

    assert seen == "10.9.9.9"


async def test_a_chain_without_end_is_not_followed_for_ever() -> None:
    chain = ", ".join(["203.0.113.9", *["10.0.0.9"] * HOPS_MAX])

    assert await seen_from("10.1.2.3", chain) == "10.0.0.9"


async def requests_until_refused(trusted: str) -> list[int]:
    app = an_app(settings_of(trusted_proxies=trusted, requests_per_second_per_address=1))
    transport = httpx2.ASGITransport(app, client=("10.1.2.3", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tracker.test") as http:
        return [
            (await http.get("/sign-in", headers={"X-Forwarded-For": f"203.0.113.{n}"})).status_code
            for n in range(15)
        ]


async def test_clients_behind_a_trusted_proxy_have_a_rate_each() -> None:
    assert 429 not in await requests_until_refused("10.0.0.0/8")


async def test_without_trust_a_made_up_address_gives_no_rate_of_its_own() -> None:
    assert 429 in await requests_until_refused("")


@pytest.mark.parametrize("networks", ["everywhere", "10.0.0.0/33", "10.0.0.1/8", "0.0.0.0/0", "::/0"])
def test_networks_that_make_no_sense_or_trust_everybody_are_refused(networks: str) -> None:
    changes: dict[str, Any] = {"trusted_proxies": networks}

    with pytest.raises(ValueError, match="trusted_proxies"):
        settings_of(**changes)
