"""Ensure that something can sign: the first start makes the first key, whichever replica comes first."""

from dataclasses import dataclass

from auth.application.ports import KeyMaker, SigningKeys
from auth.domain.signing_key import published
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class EnsureSigningKey(Command[None]):
    pass


@dataclass(frozen=True, slots=True)
class EnsureSigningKeyHandler:
    signing_keys: SigningKeys
    key_maker: KeyMaker
    clock: Clock

    async def __call__(self, command: EnsureSigningKey) -> None:
        await self.signing_keys.hold()
        now = self.clock.now()
        if not published(await self.signing_keys.all(), now):
            await self.signing_keys.add(self.key_maker.make(now))
