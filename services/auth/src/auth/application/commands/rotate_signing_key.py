"""Rotate the signing key: the next one is announced before it signs, the old one stays published after.

A key that has leaked or cannot be opened any more is replaced at once, and its tokens with it.
"""

from dataclasses import dataclass
from datetime import timedelta

from auth.application.people_ports import AuditTrail
from auth.application.ports import KeyMaker, SigningKeys
from auth.domain.act import Act, ActKind
from auth.domain.identifiers import KeyId
from auth.domain.signing_key import ANNOUNCED_AHEAD, is_due, published
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RotateSigningKey(Command[KeyId | None]):
    """Answers the new key, or None where the one in force is younger than `older_than`."""

    at_once: bool = False
    older_than: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class RotateSigningKeyHandler:
    signing_keys: SigningKeys
    audit: AuditTrail
    key_maker: KeyMaker
    clock: Clock

    async def __call__(self, command: RotateSigningKey) -> KeyId | None:
        await self.signing_keys.hold()
        now = self.clock.now()
        keys = await self.signing_keys.all()
        if command.older_than and not is_due(keys, command.older_than, now):
            return None
        still_published = [] if command.at_once else published(keys, now)
        successor = self.key_maker.make(now + ANNOUNCED_AHEAD if still_published else now)
        for key in keys:
            if key in still_published:
                await self.signing_keys.save(key.retired(successor.signs_from))
            else:
                await self.signing_keys.remove(key)
        await self.signing_keys.add(successor)
        details = {"key": successor.key_id, "at_once": "yes" if command.at_once else "no"}
        await self.audit.add(Act(ActKind.KEY_ROTATED, details=details))
        return successor.key_id
