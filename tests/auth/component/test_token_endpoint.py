"""Who may exchange anything at all, and how."""

from base64 import b64encode

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from tests.auth.component.world import World
from tests.auth.settings import TRACKER_SECRET


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic " + b64encode(b"tracker:wrong").decode(),
        "Basic " + b64encode(b"stranger:secret").decode(),
        "Basic " + b64encode(b"tracker").decode(),
        "Basic %%%",
        "Bearer tracker",
        "",
    ],
)
async def test_a_client_that_does_not_prove_itself_is_refused(world: World, authorization: str) -> None:
    async with world.http() as http:
        answer = await http.post(
            "/token", data={"grant_type": "refresh_token"}, headers={"Authorization": authorization}
        )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")


async def test_a_client_may_prove_itself_in_the_form(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    async with world.http() as http:
        answer = await http.post(
            "/token",
            data={
                "grant_type": "refresh_token",
                "refresh_token": tokens["refresh_token"],
                "client_id": "tracker",
                "client_secret": TRACKER_SECRET,
            },
        )

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


async def test_two_ways_of_proving_oneself_are_one_too_many(world: World) -> None:
    answer = await world.token({"grant_type": "refresh_token", "client_secret": TRACKER_SECRET})

    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("grant_type", ["password", "client_credentials", "implicit"])
async def test_no_other_grant_is_known(world: World, grant_type: str) -> None:
    answer = await world.token({"grant_type": grant_type, "username": "a", "password": "b"})

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_a_field_given_twice_is_refused(world: World) -> None:
    async with world.http(auth=("tracker", TRACKER_SECRET)) as http:
        answer = await http.post(
            "/token",
            content=b"grant_type=refresh_token&refresh_token=a&refresh_token=b",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    assert answer.json()["error"] == "invalid_request"


async def test_json_is_not_a_form(world: World) -> None:
    async with world.http(auth=("tracker", TRACKER_SECRET)) as http:
        answer = await http.post("/token", json={"grant_type": "refresh_token"})

    assert answer.json()["error"] == "invalid_request"


async def test_discovery_promises_only_what_there_is(world: World) -> None:
    async with world.http() as http:
        metadata = (await http.get("/.well-known/openid-configuration")).json()
        keys = (await http.get("/jwks")).json()["keys"]

    assert metadata["issuer"] == "http://localhost:8000"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["response_types_supported"] == ["code"]
    assert metadata["request_uri_parameter_supported"] is False
    assert [(key["kty"], key["crv"], key["alg"]) for key in keys] == [("EC", "P-256", "ES256")]
    assert "d" not in keys[0]
    for name in ("authorization_endpoint", "end_session_endpoint", "userinfo_endpoint"):
        async with world.http() as http:
            assert (await http.get(metadata[name])).status_code != 404


async def test_the_metadata_is_valid_to_a_strict_reader(world: World) -> None:
    async with world.http() as http:
        metadata = (await http.get("/.well-known/openid-configuration")).json()

    provider = AuthorizationServerMetadata(_https(metadata))
    provider.validate()

    assert provider["jwks_uri"] == "https://localhost:8000/jwks"


def _https(metadata: dict[str, object]) -> dict[str, object]:
    """The validator knows no plain http; what is tested is the rest."""
    return {
        name: value.replace("http://", "https://") if isinstance(value, str) else value
        for name, value in metadata.items()
    }
