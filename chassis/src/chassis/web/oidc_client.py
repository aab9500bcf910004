"""Signing in at auth by the authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx2
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import ServiceError
from chassis.identifiers import AccountId
from chassis.roles import Role
from chassis.visitor import Visitor
from chassis.web.provider import REQUEST_SECONDS_MAX, Provider, SignInUnavailable
from chassis.web.signed_token import ALGORITHMS, LEEWAY_SECONDS

SCOPE = "openid profile email"


class StateMismatch(ServiceError):
    """The answer from auth does not belong to a sign-in that this browser began here, or began lately."""

    code = "sign_in_expired"


class SignInRefused(ServiceError):
    """Auth answered that nobody was signed in, or answered something that cannot be trusted."""

    code = "sign_in_refused"


class SignedInAs:
    """What a finished sign-in says: who, in which of auth's sessions, and the ID token to sign out with."""

    def __init__(self, claims: Mapping[str, Any], id_token: str) -> None:
        self.visitor = Visitor(
            AccountId(UUID(claims["sub"])), str(claims["name"]), str(claims["email"]), Role(claims["role"])
        )
        self.provider_session: str | None = claims.get("sid")
        self.id_token = id_token


class OidcClient:
    """This service as a confidential client of auth; the dance's state lives in `request.session`."""

    def __init__(self, provider: Provider, client_id: str, client_secret: str, redirect_uri: str) -> None:
        self._provider = provider
        self._redirect_uri = redirect_uri
        # Authlib checks the audience only if asked to; nonce and at_hash it always does.
        self._required = {
            "iss": {"essential": True, "values": [provider.issuer]},
            "aud": {"essential": True, "values": [client_id]},
        }
        self._client = _Client(
            provider,
            StarletteIntegration(client_id),
            name=client_id,
            client_id=client_id,
            client_secret=client_secret,
            client_kwargs={
                "scope": SCOPE,
                "code_challenge_method": "S256",
                "timeout": REQUEST_SECONDS_MAX,
                **({"transport": provider.transport} if provider.transport else {}),
            },
        )

    async def begin(self, request: Request) -> Response:
        """Send the browser to auth with fresh state, nonce and code verifier; raises `SignInUnavailable`."""
        response: Response = await self._client.authorize_redirect(request, self._redirect_uri)
        return response

    async def finish(self, request: Request) -> SignedInAs:
        """Redeem the code; raises `StateMismatch`, `SignInRefused` or `SignInUnavailable`."""
        self._check_issuer(request)
        try:
            token = await self._client.authorize_access_token(
                request, leeway=LEEWAY_SECONDS, claims_options=self._required
            )
            return SignedInAs(token["userinfo"], token["id_token"])
        except MismatchingStateError as error:
            raise StateMismatch("This sign-in took too long, or was begun in another window.") from error
        except OAuthError as error:
            raise SignInRefused(f"The sign-in was not completed: {error.error}.") from error
        except httpx2.HTTPError as error:
            raise SignInUnavailable("The sign-in service does not answer.") from error
        except (JoseError, KeyError, ValueError) as error:
            raise SignInRefused("The sign-in service's answer cannot be trusted.") from error

    async def sign_out_address(self, id_token: str | None, return_to: str) -> str:
        """Where to send the browser to sign out at auth too (RP-Initiated Logout 1.0); raises
        `SignInUnavailable`."""
        address: dict[str, str] = await self._client.create_logout_url(
            post_logout_redirect_uri=return_to, id_token_hint=id_token, client_id=self._client.client_id
        )
        return address["url"]

    def _check_issuer(self, request: Request) -> None:
        issuer = request.query_params.get("iss")
        if issuer is not None and issuer != self._provider.issuer:
            raise SignInRefused("The answer comes from another sign-in service (RFC 9207).")


class _Client(StarletteOAuth2App):  # type: ignore[misc]
    """Authlib's client, told where the provider is reached from here and to accept ES256 alone."""

    def __init__(self, provider: Provider, framework: StarletteIntegration, **settings: Any) -> None:
        super().__init__(framework, **settings)
        self._provider = provider

    async def load_server_metadata(self) -> dict[str, Any]:
        """The provider's metadata, with endpoints as this service reaches them."""
        metadata: dict[str, Any] = self.server_metadata
        if "issuer" not in metadata:
            metadata.update(await self._provider.metadata())
            metadata["id_token_signing_alg_values_supported"] = list(ALGORITHMS)
        return metadata
