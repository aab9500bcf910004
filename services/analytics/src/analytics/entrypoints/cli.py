"""`python -m analytics totals | verify | rebuild`: what was counted, and where it does not fit."""

import json
from collections.abc import Sequence
from typing import Any

from analytics.application.queries.differences import DIFFERENCES_OF_A_CHECK_MAX, Difference
from analytics.application.queries.totals import Totals
from analytics.application.rebuilding import Outcome
from chassis.web.money import dollars

AGREES = 0
DIFFERS = 1


def as_json(totals: Totals) -> str:
    """One JSON object: days oldest first, amounts as decimal strings."""
    return json.dumps(_document(totals), indent=2)


def as_text(totals: Totals) -> str:
    """One line a day, and one below them."""
    days = [
        f"{day.day}  fees {dollars(day.fees):>12}  rewards {dollars(day.rewards):>12}"
        f"  payouts {dollars(day.payouts):>12}  completions {day.completions:>8}  entries {day.entries:>9}"
        for day in totals.days
    ]
    entries = sum(day.entries for day in totals.days)
    return "\n".join([*days, f"{entries} entries, {totals.accounts_in_the_red} accounts in the red"])


def report(differences: Sequence[Difference]) -> int:
    """Print the differences, one a line; exit code 1 when there are any."""
    for each in differences:
        print(f"{each.check}, {each.about}: expected {each.expected or '-'}, found {each.found or '-'}")
    print(
        f"{len(differences)} differences, of each check at most {DIFFERENCES_OF_A_CHECK_MAX} are listed"
        if differences
        else "Everything agrees."
    )
    return DIFFERS if differences else AGREES


def report_outcome(outcome: Outcome) -> int:
    """Print what came out of a rebuild; exit code 1 when it waits for somebody to accept its differences."""
    for each in outcome.differences:
        print(f"{each.figure}, {each.about}: shown {each.live or '-'}, rebuilt {each.rebuilt or '-'}")
    if outcome.swapped:
        print(f"The rebuilt figures are shown now; {len(outcome.differences)} differences.")
        return AGREES
    print(
        f"{len(outcome.differences)} differences: the old figures are still shown. "
        "`rebuild --accept` shows the new ones, `rebuild --abandon` forgets them, `rebuild` compares again."
    )
    return DIFFERS


def _document(totals: Totals) -> dict[str, Any]:
    return {
        "entries": sum(day.entries for day in totals.days),
        "accounts_in_the_red": totals.accounts_in_the_red,
        "days": [
            {
                "day": day.day.isoformat(),
                "fees": dollars(day.fees),
                "rewards": dollars(day.rewards),
                "payouts": dollars(day.payouts),
                "completions": day.completions,
                "entries": day.entries,
            }
            for day in totals.days
        ],
    }
