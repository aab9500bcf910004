"""What one transaction offers to the use cases."""

from dataclasses import dataclass

from auth.application.letter_ports import MailedLinks, OutgoingLetters
from auth.application.logout_ports import LogoutNotices, OpenPages
from auth.application.passkey_ports import PasskeyChallenges, Passkeys
from auth.application.people_ports import AuditTrail, PersonalTokens
from auth.application.ports import (
    Accounts,
    Grants,
    Passwords,
    Remains,
    Sessions,
    SignInAttempts,
    SigningKeys,
)
from chassis.integration import Outbox
from chassis.mediator import RecordedEvents


@dataclass(frozen=True, slots=True)
class Scope:
    events: RecordedEvents
    accounts: Accounts
    passwords: Passwords
    sessions: Sessions
    grants: Grants
    attempts: SignInAttempts
    signing_keys: SigningKeys
    remains: Remains
    personal_tokens: PersonalTokens
    audit: AuditTrail
    mailed_links: MailedLinks
    letters: OutgoingLetters
    passkeys: Passkeys
    passkey_challenges: PasskeyChallenges
    logout_notices: LogoutNotices
    open_pages: OpenPages
    outbox: Outbox
