"""Signing a demo account in as browser and OpenID client do, with the client that the demo registers."""

import base64
import hashlib
import secrets
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx2

from deploy.announcement import DEMO_PASSWORD
from deploy.errors import DeployError

CLIENT: Final = "demo"
CLIENT_SECRET: Final = "demo-secret"  # noqa: S105 - published with the demo's addresses
REDIRECT: Final = "http://localhost:9999/callback"
ANSWER_TIMEOUT_SECONDS: Final = 15


async def access_token(issuer: str, email: str) -> str:
    """An access token for the account; authorization code with PKCE. Raises DeployError when refused."""
    verifier = secrets.token_urlsafe(48)
    async with httpx2.AsyncClient(base_url=issuer, timeout=ANSWER_TIMEOUT_SECONDS) as browser:
        await _sign_in(browser, email)
        code = await _authorize(browser, verifier, email)
        answer = await browser.post(
            "/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT,
                "code_verifier": verifier,
            },
            auth=(CLIENT, CLIENT_SECRET),
        )
    if not answer.is_success:
        raise DeployError(f"{email} got no token: {answer.status_code} {answer.text}")
    return str(answer.json()["access_token"])


async def _sign_in(browser: httpx2.AsyncClient, email: str) -> None:
    form = {"email": email, "password": DEMO_PASSWORD, "next": "/"}
    same_site = {"origin": str(browser.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    answer = await browser.post("/sign-in", data=form, headers=same_site)
    if not answer.is_redirect:
        raise DeployError(f"{email} could not sign in ({answer.status_code}); is this a demo?")


async def _authorize(browser: httpx2.AsyncClient, verifier: str, email: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    answer = await browser.get(
        "/authorize",
        params={
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": REDIRECT,
            "scope": "openid profile email",
            "state": secrets.token_urlsafe(16),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        },
    )
    codes = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
    if not codes:
        raise DeployError(
            f"{email} was not let in: {answer.status_code} {answer.headers.get('location', '')}"
        )
    return codes[0]
