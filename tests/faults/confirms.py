"""Reads the broker's side of AMQP 0-9-1 as it passes by, and keeps publisher confirms from arriving."""

import struct
from dataclasses import dataclass
from typing import Final

from tests.faults.proxy import Alter

# A frame is type, channel, size of its payload, payload, end mark (AMQP 0-9-1, 2.3.5); a method's payload
# begins with the numbers of class and method.
FRAME_HEADER: Final = struct.Struct(">BHL")
METHOD_NUMBERS: Final = struct.Struct(">HH")
END_MARK_BYTES: Final = 1
METHOD_FRAME: Final = 1
BASIC_ACK: Final = (60, 80)


@dataclass(slots=True)
class ConfirmThief:
    """While `active`, what the broker confirms is never heard of; `swallowed` counts the confirms taken."""

    active: bool = False
    swallowed: int = 0

    def on_a_new_connection(self) -> Alter:
        """What the broker's bytes on one connection go through."""
        waiting = bytearray()

        def alter(chunk: bytes) -> bytes:
            waiting.extend(chunk)
            passing = bytearray()
            while (size := _frame_size(waiting)) is not None:
                frame = bytes(waiting[:size])
                del waiting[:size]
                if self.active and _is_confirm(frame):
                    self.swallowed += 1
                else:
                    passing.extend(frame)
            return bytes(passing)

        return alter


def _frame_size(waiting: bytearray) -> int | None:
    """How many bytes the first frame has, or None while some of it is missing."""
    if len(waiting) < FRAME_HEADER.size:
        return None
    _, _, payload = FRAME_HEADER.unpack_from(waiting)
    size = FRAME_HEADER.size + int(payload) + END_MARK_BYTES
    return size if len(waiting) >= size else None


def _is_confirm(frame: bytes) -> bool:
    kind, _, size = FRAME_HEADER.unpack_from(frame)
    if kind != METHOD_FRAME or size < METHOD_NUMBERS.size:
        return False
    return METHOD_NUMBERS.unpack_from(frame, FRAME_HEADER.size) == BASIC_ACK
