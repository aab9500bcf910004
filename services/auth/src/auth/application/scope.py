"""What one transaction offers to the use cases."""

from dataclasses import dataclass

from chassis.integration import Outbox
from chassis.mediator import RecordedEvents

from auth.application.ports import (
    Accounts,
    Grants,
    Passwords,
    Remains,
    Sessions,
    SignInAttempts,
    SigningKeys,
)


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
    outbox: Outbox
