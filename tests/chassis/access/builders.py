"""Accounts' states and deactivations for tests, and a history such as auth would tell."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.access import AccountState, Deactivation
from chassis.envelope import Envelope
from chassis.identifiers import AccountId, new_id
from chassis.integration import IntegrationEvent
from chassis.roles import Role

NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)
KESHA = AccountId(UUID("01900000-0000-7000-8000-000000000001"))
GOSHA = AccountId(UUID("01900000-0000-7000-8000-000000000002"))


def minutes(n: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=n)


def a_state(version: int = 1, **changes: Any) -> AccountState:
    """Kesha, an active worker, told at `version` minutes after noon unless `changes` say otherwise."""
    usual: dict[str, Any] = {
        "account_id": KESHA,
        "version": version,
        "name": f"Kesha {version}",
        "email": "kesha@popug.inc",
        "role": Role.WORKER,
        "active": True,
        "locale": "en",
        "told_at": minutes(version),
    }
    return AccountState(**{**usual, **changes})


def a_deactivation(at: datetime, account_id: AccountId = KESHA) -> Deactivation:
    """Kesha's account ended at `at`."""
    return Deactivation(account_id, at)


def an_envelope(event_type: str, time: datetime = NOON, **changes: Any) -> Envelope:
    """One of auth's account events about Kesha, as it travels."""
    data: dict[str, Any] = {"account_id": str(KESHA), "at": "2026-11-21T09:00:00.000000Z"}
    if event_type != "account.deactivated":
        data = {
            "account_id": str(KESHA),
            "version": 1,
            "name": "Kesha",
            "email": "kesha@popug.inc",
            "role": "worker",
            "active": True,
            "locale": "en",
        }
    event = IntegrationEvent(event_type, 1, {**data, **changes}, subject=str(data["account_id"]))
    return Envelope.of(event, source="/auth", time=time)


def a_new_account_id() -> AccountId:
    """An account nobody has heard of."""
    return AccountId(new_id())


@dataclass(frozen=True, slots=True)
class Told:
    """All events of one account's life, in the order auth told them, and whether it is active at the end."""

    events: tuple[AccountState | Deactivation, ...]
    newest: AccountState


def a_life(changes: list[str], clock_offsets_seconds: list[float]) -> Told:
    """An account that was created and then underwent `changes` (`rename`, `deactivate`, `reactivate`).

    Each change is told by a process whose clock is off by the offset in the same place.
    """
    state = a_state(1)
    events: list[AccountState | Deactivation] = [state]
    for change, offset in zip(changes, clock_offsets_seconds, strict=True):
        active = {"rename": state.active, "deactivate": False, "reactivate": True}[change]
        if change != "rename" and active == state.active:
            continue
        at = minutes(state.version + 1) + timedelta(seconds=offset)
        state = a_state(state.version + 1, active=active, told_at=at + timedelta(microseconds=3))
        events.append(state)
        if change == "deactivate":
            events.append(a_deactivation(at))
    return Told(tuple(events), state)
