"""Every command and every reaction of auth, registered by hand."""

from collections.abc import Collection
from dataclasses import dataclass

from auth.application.commands.begin_sign_in import BeginSignIn, BeginSignInHandler
from auth.application.commands.change_account import ChangeAccount, ChangeAccountHandler
from auth.application.commands.change_password import ChangePassword, ChangePasswordHandler
from auth.application.commands.change_profile import ChangeProfile, ChangeProfileHandler
from auth.application.commands.deactivate_account import DeactivateAccount, DeactivateAccountHandler
from auth.application.commands.end_session import EndSession, EndSessionHandler
from auth.application.commands.enrol_account import EnrolAccount, EnrolAccountHandler
from auth.application.commands.ensure_signing_key import EnsureSigningKey, EnsureSigningKeyHandler
from auth.application.commands.grant_authorization import GrantAuthorization, GrantAuthorizationHandler
from auth.application.commands.inspect_refresh_token import (
    InspectRefreshToken,
    InspectRefreshTokenHandler,
)
from auth.application.commands.open_session import OpenSession, OpenSessionHandler
from auth.application.commands.purge_remains import PurgeRemains, PurgeRemainsHandler
from auth.application.commands.reactivate_account import ReactivateAccount, ReactivateAccountHandler
from auth.application.commands.redeem_code import RedeemCode, RedeemCodeHandler
from auth.application.commands.refresh_tokens import RefreshTokens, RefreshTokensHandler
from auth.application.commands.register_account import RegisterAccount, RegisterAccountHandler
from auth.application.commands.revoke_grant import RevokeGrant, RevokeGrantHandler
from auth.application.commands.rotate_signing_key import RotateSigningKey, RotateSigningKeyHandler
from auth.application.commands.see_session import SeeSession, SeeSessionHandler
from auth.application.letter_ports import LinkTokens
from auth.application.passkey_ports import Authenticators
from auth.application.ports import KeyMaker, Secrets
from auth.application.reactions.announce_account_created import AnnounceAccountCreated
from auth.application.reactions.announce_account_deactivated import AnnounceAccountDeactivated
from auth.application.reactions.announce_account_updated import AnnounceAccountUpdated
from auth.application.reactions.end_access import EndAccess
from auth.application.reactions.tell_clients import TellClients, TellMisusedClient
from auth.application.scope import Scope
from auth.bootstrap.people_handlers import register_links, register_passkeys, register_people
from auth.domain.events import (
    AccountCreated,
    AccountDeactivated,
    AccountUpdated,
    GrantMisused,
    SessionsEnded,
)
from auth.domain.identifiers import ClientId
from chassis.clock import Clock
from chassis.mediator import Mediator


@dataclass(frozen=True, slots=True)
class Instruments:
    """What the handlers need besides their transaction; `listening` are clients told of ended sessions."""

    clock: Clock
    secrets: Secrets
    link_tokens: LinkTokens
    key_maker: KeyMaker
    authenticators: Authenticators
    self_registration: bool = True
    listening: Collection[ClientId] = ()


def registered(mediator: Mediator[Scope], instruments: Instruments) -> Mediator[Scope]:
    _register_accounts(mediator, instruments)
    _register_access(mediator, instruments)
    _register_keys(mediator, instruments)
    register_people(mediator, instruments.clock, instruments.secrets)
    register_passkeys(mediator, instruments.clock, instruments.secrets, instruments.authenticators)
    register_links(mediator, instruments.clock, instruments.link_tokens, instruments.self_registration)
    _register_reactions(mediator)
    _register_logout(mediator, instruments)
    return mediator


def _register_accounts(mediator: Mediator[Scope], by: Instruments) -> None:
    register = mediator.register_command
    register(EnrolAccount, lambda s: EnrolAccountHandler(s.accounts, s.passwords, s.audit, by.clock))
    register(
        RegisterAccount,
        lambda s: RegisterAccountHandler(s.accounts, s.passwords, s.audit, by.clock, by.self_registration),
    )
    register(ChangeAccount, lambda s: ChangeAccountHandler(s.accounts, s.audit))
    register(ChangeProfile, lambda s: ChangeProfileHandler(s.accounts, s.audit))
    register(DeactivateAccount, lambda s: DeactivateAccountHandler(s.accounts, s.audit, by.clock))
    register(ReactivateAccount, lambda s: ReactivateAccountHandler(s.accounts, s.audit))
    register(
        ChangePassword,
        lambda s: ChangePasswordHandler(s.accounts, s.passwords, s.sessions, s.grants, s.audit, by.clock),
    )


def _register_access(mediator: Mediator[Scope], by: Instruments) -> None:
    register = mediator.register_command
    register(BeginSignIn, lambda s: BeginSignInHandler(s.passwords, s.attempts, by.clock))
    register(
        OpenSession,
        lambda s: OpenSessionHandler(s.accounts, s.sessions, s.grants, s.attempts, s.audit, by.clock),
    )
    register(SeeSession, lambda s: SeeSessionHandler(s.sessions, by.clock))
    register(EndSession, lambda s: EndSessionHandler(s.sessions, s.grants, s.audit, by.clock))
    register(GrantAuthorization, lambda s: GrantAuthorizationHandler(s.grants, by.secrets, by.clock))
    register(RedeemCode, lambda s: RedeemCodeHandler(s.accounts, s.grants, s.audit, by.secrets, by.clock))
    register(
        RefreshTokens, lambda s: RefreshTokensHandler(s.accounts, s.grants, s.audit, by.secrets, by.clock)
    )
    register(InspectRefreshToken, lambda s: InspectRefreshTokenHandler(s.accounts, s.grants, by.clock))
    register(RevokeGrant, lambda s: RevokeGrantHandler(s.grants, by.clock))
    register(PurgeRemains, lambda s: PurgeRemainsHandler(s.remains, by.clock))


def _register_keys(mediator: Mediator[Scope], by: Instruments) -> None:
    register = mediator.register_command
    register(EnsureSigningKey, lambda s: EnsureSigningKeyHandler(s.signing_keys, by.key_maker, by.clock))
    register(
        RotateSigningKey, lambda s: RotateSigningKeyHandler(s.signing_keys, s.audit, by.key_maker, by.clock)
    )


def _register_reactions(mediator: Mediator[Scope]) -> None:
    react = mediator.register_event
    react(AccountCreated, lambda s: AnnounceAccountCreated(s.outbox))
    react(AccountUpdated, lambda s: AnnounceAccountUpdated(s.outbox))
    react(AccountDeactivated, lambda s: EndAccess(s.sessions, s.grants, s.personal_tokens))
    react(AccountDeactivated, lambda s: AnnounceAccountDeactivated(s.outbox))


def _register_logout(mediator: Mediator[Scope], by: Instruments) -> None:
    react = mediator.register_event
    react(SessionsEnded, lambda s: TellClients(s.logout_notices, s.open_pages, by.clock, by.listening))
    react(GrantMisused, lambda s: TellMisusedClient(s.logout_notices, by.clock, by.listening))
