"""Verifiers of access tokens whose clock is put forward by hand."""

from time import time

import httpx2

from chassis.web.provider import Provider
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import AccessTokens
from tests.chassis.web.fake_auth import FakeAuth
from tests.chassis.web.support import AUTH


class Time:
    """A clock that is put forward by hand, both for tokens and for keys."""

    def __init__(self) -> None:
        self.seconds = time()

    def __call__(self) -> float:
        return self.seconds


def tokens_of(auth: FakeAuth, now: Time) -> AccessTokens:
    provider = Provider(AUTH, transport=httpx2.ASGITransport(auth.app()))
    return AccessTokens(AUTH, SigningKeys(provider, now), now=now)
