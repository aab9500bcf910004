"""Reading a JWT that auth signed: the checks that every kind of token shares (RFC 8725)."""

from collections.abc import Collection
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry, extract_compact

from chassis.web.signing_keys import SigningKeys

ALGORITHMS = ("ES256",)
LEEWAY_SECONDS = 5
TOKEN_LENGTH_MAX = 4096

_REGISTRY = JWSRegistry(algorithms=ALGORITHMS)


async def read_signed(
    token: str, types: Collection[str], keys: SigningKeys, *, issuer: str, audience: str, now: float
) -> dict[str, Any]:
    """The claims of `token`, after checking type, algorithm, key, signature, issuer, audience and times.

    `now` is in seconds since the epoch. Raises `ValueError` or `joserfc.errors.JoseError` for whatever is
    wrong with the token, `SignInUnavailable` while no keys are at hand. The key is chosen by `kid` among the
    issuer's published ones; a key that the token brings along (`jwk`, `jku`, `x5u`) is never looked at.
    """
    key = await _key_for(token, types, keys)
    claims: dict[str, Any] = jwt.decode(token, key, registry=_REGISTRY).claims
    registry = jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        sub={"essential": True},
    )
    registry.validate(claims)
    return claims


async def _key_for(token: str, types: Collection[str], keys: SigningKeys) -> ECKey:
    if len(token) > TOKEN_LENGTH_MAX:
        raise ValueError("it is too long")
    header = extract_compact(token.encode("ascii")).headers()
    if str(header.get("typ")).lower() not in types:
        raise ValueError("it is a token of another kind")
    if header.get("alg") not in ALGORITHMS:
        raise ValueError("its algorithm is not accepted")
    key = await keys.find(str(header.get("kid")))
    if key is None:
        raise ValueError("its key is not known")
    return key
