"""Hash a password anew once hashing costs something else than it did: it is known for a moment at sign-in."""

from dataclasses import dataclass

from auth.application.ports import Passwords
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RehashPassword(Command[None]):
    """Both are hashes of one password; one that was changed meanwhile stays as it is."""

    account_id: AccountId
    former_hash: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class RehashPasswordHandler:
    passwords: Passwords
    clock: Clock

    async def __call__(self, command: RehashPassword) -> None:
        if await self.passwords.of(command.account_id) == command.former_hash:
            await self.passwords.put(command.account_id, command.password_hash, self.clock.now())
