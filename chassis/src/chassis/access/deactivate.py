"""Deactivate accounts: at once, without waiting for their next state."""

from dataclasses import dataclass

from chassis.access.ports import Accounts
from chassis.access.record import Deactivation
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class DeactivateAccounts(Command[None]):
    """These accounts ended."""

    deactivations: tuple[Deactivation, ...]


@dataclass(frozen=True, slots=True)
class DeactivateAccountsHandler:
    """Keeps the replica of auth's accounts."""

    accounts: Accounts

    async def __call__(self, command: DeactivateAccounts) -> None:
        """Take the deactivations in, as one batch."""
        await self.accounts.deactivate(command.deactivations)
