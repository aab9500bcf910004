"""Whether closed days hold what they held when they were sealed, and whether the seals are ours."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from accounting.adapters.postgres.audit_questions import DIFFERENCES_SHOWN_MAX
from accounting.adapters.postgres.sealing import ALL, LEAF, OF_A_RANGE
from accounting.adapters.postgres.seals import Gathering, seal_from
from accounting.application.queries.audit import Difference, Finding
from accounting.domain.seal import FIRST, DayContent, Seal, SealMaker
from chassis.postgres.database import Transaction

LEAVES_PER_RANGE = 4
SHOWN_DIGITS = 16

NUMBERS = "SELECT coalesce(min(id), 0) AS first, coalesce(max(id), -1) AS last FROM transfer"

UNSEALED = """
SELECT day, state FROM business_day
WHERE (state = 'closed') <> EXISTS (SELECT FROM day_seal s WHERE s.day = business_day.day)
  AND day <= (SELECT max(day) FROM day_seal)
ORDER BY day
"""

CONTENT = "What was booked on a closed day is what was sealed"
CHAIN = "Every seal is ours and follows on the one before"
COMPLETE = "Every closed day up to the last sealed one has its seal, and no other day has"
ABOUT_SEALS = (CONTENT, CHAIN, COMPLETE)


@dataclass(frozen=True, slots=True)
class SealedPast:
    """What was seen while going through all transfers; `last_seal` is the digest that stands for the past."""

    transfers: int
    seals: int
    last_seal: str
    findings: Sequence[Finding]


async def check_seals(reading: Transaction, maker: SealMaker) -> SealedPast:
    """Take the digest of every day again, and go through the seals in order."""
    contents = await _contents(reading)
    seals = [seal_from(row) for row in await reading.driver.fetch(ALL)]
    unsealed = [
        Difference(str(row["day"]), row["state"], "closed and sealed, or neither")
        for row in await reading.driver.fetch(UNSEALED)
    ]
    findings = [
        _finding(CONTENT, list(_changed(seals, contents))),
        _finding(CHAIN, list(_broken(seals, maker))),
        _finding(COMPLETE, unsealed),
    ]
    transfers = sum(content.transfers for content in contents.values())
    return SealedPast(transfers, len(seals), seals[-1].digest.hex() if seals else "", findings)


async def _contents(reading: Transaction) -> Mapping[date, DayContent]:
    gathering: defaultdict[date, Gathering] = defaultdict(Gathering)
    numbers = await reading.driver.fetchrow(NUMBERS)
    first, last = numbers or (0, -1)
    step = LEAF * LEAVES_PER_RANGE
    for start in range(first - first % LEAF, last + 1, step):
        for leaf in await reading.driver.fetch(OF_A_RANGE, start, start + step):
            gathering[leaf["day"]].take(leaf)
    return {day: gathered.content() for day, gathered in gathering.items()}


def _changed(seals: Sequence[Seal], contents: Mapping[date, DayContent]) -> Iterator[Difference]:
    nothing = Gathering().content()
    for seal in seals:
        content = contents.get(seal.day, nothing)
        if content != seal.content:
            yield Difference(str(seal.day), _told(content), _told(seal.content))


def _broken(seals: Sequence[Seal], maker: SealMaker) -> Iterator[Difference]:
    previous, before = FIRST, date.min
    for number, seal in enumerate(seals, 1):
        digest = maker.digest(seal.day, number, seal.content, previous)
        if digest != seal.digest or seal.day <= before:
            subject = f"seal {seal.number} of {seal.day}"
            yield Difference(subject, seal.digest.hex()[:SHOWN_DIGITS], digest.hex()[:SHOWN_DIGITS])
        previous, before = seal.digest, seal.day


def _told(content: DayContent) -> str:
    """The digest, with the figures that say more to people."""
    transfers, digest, *sums = astuple(content)
    return f"{digest.hex()[:SHOWN_DIGITS]} ({transfers} transfers, {'/'.join(map(str, sums))})"


def _finding(question: str, differences: Sequence[Difference]) -> Finding:
    return Finding(question, differences[:DIFFERENCES_SHOWN_MAX], len(differences))
