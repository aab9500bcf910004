"""The commands around people and their devices, registered by hand."""

from auth.application.commands.add_passkey import AddPasskey, AddPasskeyHandler
from auth.application.commands.ask_for_new_password import AskForNewPassword, AskForNewPasswordHandler
from auth.application.commands.ask_to_register import AskToRegister, AskToRegisterHandler
from auth.application.commands.begin_passkey import BeginPasskey, BeginPasskeyHandler
from auth.application.commands.confirm_registration import ConfirmRegistration, ConfirmRegistrationHandler
from auth.application.commands.create_account import CreateAccount, CreateAccountHandler
from auth.application.commands.end_every_session import EndEverySession, EndEverySessionHandler
from auth.application.commands.end_other_sessions import EndOtherSessions, EndOtherSessionsHandler
from auth.application.commands.ensure_first_admin import EnsureFirstAdmin, EnsureFirstAdminHandler
from auth.application.commands.invite_account import InviteAccount, InviteAccountHandler
from auth.application.commands.make_personal_token import MakePersonalToken, MakePersonalTokenHandler
from auth.application.commands.note_missed_sign_in import NoteMissedSignIn, NoteMissedSignInHandler
from auth.application.commands.rehash_password import RehashPassword, RehashPasswordHandler
from auth.application.commands.remove_passkey import RemovePasskey, RemovePasskeyHandler
from auth.application.commands.revoke_personal_token import RevokePersonalToken, RevokePersonalTokenHandler
from auth.application.commands.send_mail_now import SendMailNow, SendMailNowHandler
from auth.application.commands.set_password_by_link import SetPasswordByLink, SetPasswordByLinkHandler
from auth.application.commands.use_passkey import UsePasskey, UsePasskeyHandler
from auth.application.commands.use_personal_token import UsePersonalToken, UsePersonalTokenHandler
from auth.application.letter_ports import LinkTokens
from auth.application.links import Links
from auth.application.passkey_ports import Authenticators
from auth.application.ports import Secrets
from auth.application.scope import Scope
from chassis.clock import Clock
from chassis.mediator import Mediator


def register_people(mediator: Mediator[Scope], clock: Clock, secrets: Secrets) -> None:
    register = mediator.register_command
    register(
        MakePersonalToken,
        lambda s: MakePersonalTokenHandler(s.accounts, s.personal_tokens, s.audit, secrets, clock),
    )
    register(RevokePersonalToken, lambda s: RevokePersonalTokenHandler(s.personal_tokens, s.audit))
    register(RehashPassword, lambda s: RehashPasswordHandler(s.passwords, clock))
    register(NoteMissedSignIn, lambda s: NoteMissedSignInHandler(s.attempts, s.audit))
    register(UsePersonalToken, lambda s: UsePersonalTokenHandler(s.accounts, s.personal_tokens, clock))


def register_passkeys(
    mediator: Mediator[Scope], clock: Clock, secrets: Secrets, devices: Authenticators
) -> None:
    register = mediator.register_command
    register(
        BeginPasskey,
        lambda s: BeginPasskeyHandler(s.accounts, s.passkeys, s.passkey_challenges, devices, secrets, clock),
    )
    register(
        AddPasskey, lambda s: AddPasskeyHandler(s.passkeys, s.passkey_challenges, devices, s.audit, clock)
    )
    register(RemovePasskey, lambda s: RemovePasskeyHandler(s.passkeys, s.audit))
    register(
        UsePasskey,
        lambda s: UsePasskeyHandler(s.accounts, s.passkeys, s.passkey_challenges, devices, s.audit, clock),
    )


def register_links(
    mediator: Mediator[Scope], clock: Clock, tokens: LinkTokens, open_to_anybody: bool
) -> None:
    def sending(s: Scope) -> Links:
        return Links(s.mailed_links, s.letters, tokens, clock)

    register = mediator.register_command
    register(
        CreateAccount,
        lambda s: CreateAccountHandler(s.accounts, s.passwords, sending(s), s.audit, clock),
    )
    register(
        AskForNewPassword,
        lambda s: AskForNewPasswordHandler(s.accounts, s.mailed_links, sending(s), s.audit, clock),
    )
    register(
        SetPasswordByLink,
        lambda s: SetPasswordByLinkHandler(
            s.accounts, s.passwords, s.sessions, s.grants, s.mailed_links, s.audit, clock
        ),
    )
    register(
        InviteAccount,
        lambda s: InviteAccountHandler(s.accounts, s.mailed_links, sending(s), s.audit, clock),
    )
    register(SendMailNow, lambda s: SendMailNowHandler(s.accounts, s.letters, clock))
    register(EnsureFirstAdmin, lambda s: EnsureFirstAdminHandler(s.accounts, sending(s), s.audit, clock))
    register(
        AskToRegister,
        lambda s: AskToRegisterHandler(s.accounts, s.mailed_links, sending(s), clock, open_to_anybody),
    )
    register(
        ConfirmRegistration,
        lambda s: ConfirmRegistrationHandler(s.accounts, s.passwords, s.mailed_links, s.audit, clock),
    )
    register(
        EndEverySession,
        lambda s: EndEverySessionHandler(s.accounts, s.sessions, s.grants, s.audit, clock),
    )
    register(EndOtherSessions, lambda s: EndOtherSessionsHandler(s.sessions, s.grants, s.audit, clock))
