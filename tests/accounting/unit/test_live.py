"""Which pages are told after a batch, and who may be told what."""

from uuid import uuid4

import pytest

from accounting.entrypoints.live import ACCOUNTS_NAMED_MAX, DAY_HINTS, hints_after, may_see
from chassis.envelope import Envelope
from chassis.pages import Visitor
from chassis.roles import Role
from tests.accounting.builders import NOON
from tests.accounting.component.tracker import assigned, completed, created


def _envelope_of(event: object) -> Envelope:
    return Envelope.of(event, source="/tracker", time=NOON)  # type: ignore[arg-type]


def test_those_whose_accounts_changed_are_told_and_those_who_oversee_them() -> None:
    kesha, gosha = uuid4(), uuid4()
    batch = [assigned(uuid4(), kesha), completed(uuid4(), gosha), created(uuid4())]

    hints = hints_after([_envelope_of(event) for event in batch])

    assert set(hints) == {
        "company",
        f"account@{kesha}",
        f"account:{kesha}",
        f"account@{gosha}",
        f"account:{gosha}",
    }


def test_a_batch_that_concerns_many_names_nobody() -> None:
    batch = [_envelope_of(assigned(uuid4(), uuid4())) for _ in range(ACCOUNTS_NAMED_MAX + 1)]

    assert tuple(hints_after(batch)) == DAY_HINTS


@pytest.mark.parametrize(
    ("role", "topic", "sees"),
    [
        (Role.WORKER, "accounts", True),
        (Role.WORKER, "company", False),
        (Role.MANAGER, "account:1", False),
        (Role.ACCOUNTANT, "company", True),
        (Role.ADMIN, "account:1", True),
    ],
)
def test_only_those_who_oversee_all_are_told_of_others(role: Role, topic: str, sees: bool) -> None:
    visitor = Visitor(uuid4(), "Kesha", "kesha@popug.inc", role)  # type: ignore[arg-type]

    assert may_see(visitor, topic) is sees
