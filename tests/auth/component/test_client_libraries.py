"""Client libraries by others sign in, refresh and sign out, told only issuer, client id and secret."""

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth

from tests.auth.component.test_processes import (
    Installation,
    a_request,
    create_admin,
    installation,
    sign_in_at,
)
from tests.auth.component.world import PASSWORD
from tests.auth.settings import TRACKER, TRACKER_SECRET
from tests.loopback import NO_CERTIFICATES

__all__ = ["installation"]

CALLBACK = f"{TRACKER}/sign-in/callback"
SCRIPT = Path(__file__).parent / "clients" / "openid_client.mjs"
PACKAGES = Path(__file__).parents[3] / "chassis" / "node_modules"
SCRIPT_SECONDS = 60.0


async def by_openid_client(issuer: str) -> dict[str, Any]:
    """What openid-client of npm got to know."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is missing: install Node.js")
    process = await asyncio.create_subprocess_exec(
        node,
        str(SCRIPT),
        env={
            "PATH": os.environ["PATH"],
            "ISSUER": issuer,
            "CLIENT_ID": "tracker",
            "CLIENT_SECRET": TRACKER_SECRET,
            "REDIRECT_URI": CALLBACK,
            "AFTERWARDS": f"{TRACKER}/",
            "EMAIL": "admin@popug.inc",
            "PASSWORD": PASSWORD,
            "PACKAGES": str(PACKAGES),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(SCRIPT_SECONDS):
        output, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    learnt: dict[str, Any] = json.loads(output)
    return learnt


async def test_openid_client_signs_in_refreshes_and_signs_out(installation: Installation) -> None:
    await create_admin(installation)

    async with installation.running("web", installation.web_port):
        learnt = await by_openid_client(installation.address)

    assert learnt["claims"]["email"] == learnt["person"]["email"] == "admin@popug.inc"
    assert (learnt["claims"]["acr"], learnt["claims"]["amr"]) == ("1", ["pwd"])
    assert learnt["active"] is True
    assert learnt["rotated"] is True
    assert learnt["left"] == f"{TRACKER}/?state=gone"
    assert learnt["refusal"] == "invalid_grant"


async def test_authlib_signs_in_refreshes_and_signs_out(installation: Installation) -> None:
    await create_admin(installation)
    library = OAuth()
    library.register(
        "popug",
        server_metadata_url=f"{installation.address}/.well-known/openid-configuration",
        client_id="tracker",
        client_secret=TRACKER_SECRET,
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )
    begun = a_request("/sign-in", "")

    async with installation.running("web", installation.web_port):
        away = await library.popug.authorize_redirect(begun, CALLBACK)
        back = await sign_in_at(away.headers["location"])
        finished = a_request("/sign-in/callback", back.partition("?")[2], begun.session)
        tokens = await library.popug.authorize_access_token(finished)
        again = await library.popug.fetch_access_token(
            grant_type="refresh_token", refresh_token=tokens["refresh_token"]
        )
        leaving = await library.popug.create_logout_url(
            post_logout_redirect_uri=f"{TRACKER}/", id_token_hint=again["id_token"], state="gone"
        )
        async with httpx2.AsyncClient(verify=NO_CERTIFICATES) as http:
            left = await http.get(leaving["url"])
        revoked = await call_revoke(installation, again["refresh_token"])
        with pytest.raises(OAuthError, match="invalid_grant"):
            await library.popug.fetch_access_token(
                grant_type="refresh_token", refresh_token=again["refresh_token"]
            )

    assert tokens["userinfo"]["role"] == "admin"
    assert again["refresh_token"] != tokens["refresh_token"]
    assert parse_qs(urlsplit(left.headers["location"]).query) == {"state": ["gone"]}
    assert revoked == 200


async def call_revoke(installation: Installation, token: str) -> int:
    async with httpx2.AsyncClient(verify=NO_CERTIFICATES, auth=("tracker", TRACKER_SECRET)) as http:
        return (await http.post(f"{installation.address}/revoke", data={"token": token})).status_code
