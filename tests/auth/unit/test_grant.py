"""Codes and refresh tokens by the minute."""

from datetime import timedelta

import pytest

from auth.domain.grant import GRANT_LIFETIME, REFRESH_IDLE, Grant, RefreshToken, Refusal, fits
from auth.domain.identifiers import ClientId
from auth.domain.secret import digest, s256
from tests.auth.builders import CALLBACK, NOW, VERIFIER, a_grant

TRACKER = ClientId("tracker")


def redeemed(at: timedelta = timedelta(0)) -> Grant:
    grant = a_grant()
    refusal = grant.redeem(
        client_id=TRACKER,
        redirect_uri=CALLBACK,
        verifier=VERIFIER,
        refresh_digest=digest("first"),
        at=NOW + at,
    )
    assert refusal is None
    grant.presented = grant.take_issued()[0]
    return grant


def refresh(grant: Grant, at: timedelta, client: ClientId = TRACKER) -> Refusal | None:
    return grant.refresh(client_id=client, scopes=(), successor_digest=digest("next"), at=NOW + at)


def test_redeeming_issues_the_first_refresh_token() -> None:
    grant = redeemed()

    assert grant.presented == RefreshToken(digest("first"), 1, NOW)
    assert grant.redeemed_at == NOW


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"client_id": ClientId("accounting")}, Refusal.OTHER_CLIENT),
        ({"redirect_uri": CALLBACK + "/"}, Refusal.OTHER_REDIRECT),
        ({"verifier": "x" * 43}, Refusal.WRONG_VERIFIER),
        ({"verifier": ""}, Refusal.WRONG_VERIFIER),
        ({"at": NOW + timedelta(seconds=60)}, Refusal.EXPIRED),
    ],
)
def test_what_does_not_belong_to_the_code_is_refused_and_leaves_it_as_it_was(
    change: dict[str, object], refusal: Refusal
) -> None:
    grant = a_grant()
    sound = {
        "client_id": TRACKER,
        "redirect_uri": CALLBACK,
        "verifier": VERIFIER,
        "refresh_digest": digest("first"),
        "at": NOW,
    }

    assert grant.redeem(**{**sound, **change}) is refusal  # type: ignore[arg-type]
    assert (grant.redeemed_at, grant.revoked_at, grant.take_issued()) == (None, None, [])


def test_a_rotated_token_is_used_twice_within_ten_seconds_at_most() -> None:
    grant = redeemed()
    refresh(grant, timedelta(seconds=1))
    grant.take_issued()

    assert refresh(grant, timedelta(seconds=11)) is None
    assert grant.take_issued() == []
    assert refresh(grant, timedelta(seconds=11, microseconds=1)) is Refusal.USED_TWICE
    assert grant.revoked_at is not None


def test_an_older_ancestor_is_never_forgiven() -> None:
    grant = redeemed()
    ancestor = grant.presented
    refresh(grant, timedelta(seconds=1))
    grant.presented = grant.take_issued()[0]
    refresh(grant, timedelta(seconds=2))

    grant.presented = ancestor

    assert refresh(grant, timedelta(seconds=3)) is Refusal.USED_TWICE


def test_an_unused_token_and_a_whole_grant_expire() -> None:
    assert refresh(redeemed(), REFRESH_IDLE) is Refusal.EXPIRED
    young = redeemed()
    assert young.presented is not None
    young.presented.issued_at = NOW + GRANT_LIFETIME - timedelta(hours=1)
    assert refresh(young, GRANT_LIFETIME) is Refusal.EXPIRED


def test_another_clients_use_ends_nothing() -> None:
    grant = redeemed()

    assert refresh(grant, timedelta(0), ClientId("accounting")) is Refusal.OTHER_CLIENT
    assert grant.revoked_at is None


def test_the_challenge_is_that_of_the_standards_own_example() -> None:
    assert fits("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")


@pytest.mark.parametrize(
    ("verifier", "allowed"),
    [
        ("", False),
        ("x" * 42, False),
        ("x" * 43, True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("a b" * 20, False),
    ],
)
def test_a_verifier_is_what_the_standard_allows_even_if_its_challenge_is_right(
    verifier: str, allowed: bool
) -> None:
    assert fits(verifier, s256(verifier)) is allowed


def test_a_verifier_in_other_letters_is_refused_before_it_is_hashed() -> None:
    assert not fits("é" * 43, s256(VERIFIER))
