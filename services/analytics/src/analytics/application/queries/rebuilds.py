"""The rebuilds there were, and in what their figures differed from those shown before."""

from collections.abc import Sequence
from typing import Protocol

from analytics.domain.rebuild import FigureDifference, Rebuild, RebuildId

RECENT_MAX = 20


class Rebuilds(Protocol):
    async def recent(self) -> Sequence[Rebuild]:
        """At most `RECENT_MAX`, the latest first."""
        ...

    async def differences(self, rebuild: RebuildId) -> Sequence[FigureDifference]:
        """What was found when it was compared last."""
        ...
