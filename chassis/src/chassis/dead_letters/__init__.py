"""Messages that could not be handled: kept, looked at, sent back to be handled again, or given up."""

from chassis.dead_letters.letter import Act, Actor, DeadLetter, DeadLetters, Kind, LetterState

__all__ = ["Act", "Actor", "DeadLetter", "DeadLetters", "Kind", "LetterState"]
