"""Rotate the signing key: the next one is announced before it signs, the old one stays published after."""

from dataclasses import dataclass

from auth.application.ports import KeyMaker, SigningKeys
from auth.domain.identifiers import KeyId
from auth.domain.signing_key import ANNOUNCED_AHEAD, published
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RotateSigningKey(Command[KeyId]):
    pass


@dataclass(frozen=True, slots=True)
class RotateSigningKeyHandler:
    signing_keys: SigningKeys
    key_maker: KeyMaker
    clock: Clock

    async def __call__(self, command: RotateSigningKey) -> KeyId:
        await self.signing_keys.hold()
        now = self.clock.now()
        keys = await self.signing_keys.all()
        still_published = published(keys, now)
        successor = self.key_maker.make(now + ANNOUNCED_AHEAD if still_published else now)
        for key in keys:
            if key in still_published:
                await self.signing_keys.save(key.retired(successor.signs_from))
            else:
                await self.signing_keys.remove(key)
        await self.signing_keys.add(successor)
        return successor.key_id
