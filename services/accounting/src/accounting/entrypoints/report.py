"""The ledger's own check, for people to read."""

from collections.abc import Iterator

from accounting.application.queries.audit import Audit, Finding


def report_of(audit: Audit) -> str:
    """A line per question, what differs below it, and the verdict last."""
    return "\n".join(_lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    for finding in audit.findings:
        yield f"{'differs' if finding.count else 'ok':>8}  {finding.question}"
        yield from _differences(finding)
    if audit.sealed_days:
        yield f"{audit.sealed_days:,} closed days are sealed; the last seal is {audit.last_seal}"
    verdict = "The books are right"
    if not audit.is_clean:
        verdict = f"The books are WRONG: {audit.differences:,} differences"
    yield f"{verdict} ({audit.transfers:,} transfers)."


def _differences(finding: Finding) -> Iterator[str]:
    for each in finding.differences:
        yield f"          {each.subject}: {each.found}, should be {each.expected}"
    if finding.count > len(finding.differences):
        yield f"          and {finding.count - len(finding.differences):,} more"
