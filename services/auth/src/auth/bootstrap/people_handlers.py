"""The commands around people and their devices, registered by hand."""

from auth.application.commands.add_passkey import AddPasskey, AddPasskeyHandler
from auth.application.commands.begin_passkey import BeginPasskey, BeginPasskeyHandler
from auth.application.commands.make_personal_token import MakePersonalToken, MakePersonalTokenHandler
from auth.application.commands.note_missed_sign_in import NoteMissedSignIn, NoteMissedSignInHandler
from auth.application.commands.remove_passkey import RemovePasskey, RemovePasskeyHandler
from auth.application.commands.revoke_personal_token import RevokePersonalToken, RevokePersonalTokenHandler
from auth.application.commands.use_passkey import UsePasskey, UsePasskeyHandler
from auth.application.commands.use_personal_token import UsePersonalToken, UsePersonalTokenHandler
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
