"""Building all figures anew, from the histories of the others, while those that are shown stay shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

RebuildId = NewType("RebuildId", UUID)


class Phase(StrEnum):
    """How far a rebuild is; what arrives meanwhile goes into the new figures too, in a way of each phase."""

    LOADING = "loading"
    """Histories arrive; entries are kept and not counted yet."""
    DERIVING = "deriving"
    """All entries are counted at once; those that arrive now wait."""
    DERIVED = "derived"
    """Those that waited are counted; others still wait."""
    FOLLOWING = "following"
    """Both sets of figures are kept up to date; they are compared."""
    SWAPPED = "swapped"
    """The new figures are the ones shown."""
    ABANDONED = "abandoned"
    """Given up; the figures shown are the old ones."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """`entries_expected` is how many were known when it started, and `entries` how many have arrived."""

    id: RebuildId
    phase: Phase
    started_at: datetime
    entries: int
    entries_expected: int
    compared_at: datetime | None = None
    finished_at: datetime | None = None
    differences: int = 0


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure that came out otherwise; None stands where there is nothing."""

    figure: str
    about: str
    live: str | None
    rebuilt: str | None
