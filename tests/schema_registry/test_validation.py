"""What an event has to be, and what is said of one that is not."""

import copy
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema_registry import (
    InvalidEvent,
    RegistryError,
    UnknownEvent,
    UnknownEventType,
    UnknownEventVersion,
    validate_data,
    validate_envelope,
)
from schema_registry.layout import REGISTRY, read_json, schema_path
from tests.schema_registry.builders import an_assignment, an_envelope, task_assigned_data, task_priced_data

DAY_CLOSED = read_json(schema_path(REGISTRY, "day.closed", 1))["properties"]
DEACTIVATED = read_json(schema_path(REGISTRY, "account.deactivated", 1))["properties"]


def test_accepts_a_batch_of_five_hundred() -> None:
    validate_data("task.assigned", 1, task_assigned_data(*[an_assignment()] * 500))


def test_refuses_a_batch_of_five_hundred_and_one() -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_data("task.assigned", 1, task_assigned_data(*[an_assignment()] * 501))

    assert (refusal.value.path, refusal.value.rule) == ("assignments", "maxItems")


@pytest.mark.parametrize("fee", [15.0, 15.5, "1500", "15.00", True, None, float("nan"), float("inf")])
def test_an_amount_is_a_whole_number_of_cents_and_nothing_like_it(fee: object) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_data("task.priced", 1, task_priced_data(fee=fee))

    assert (refusal.value.path, refusal.value.rule) == ("prices[0].fee", "type")


@pytest.mark.parametrize("data", [None, [], "text", 1, True])
def test_data_is_an_object(data: object) -> None:
    with pytest.raises(InvalidEvent, match="at its top level"):
        validate_data("day.closed", 1, data)


def test_the_item_at_fault_is_named() -> None:
    data = task_assigned_data(an_assignment(), an_assignment(), an_assignment(assignment_no=0))

    with pytest.raises(InvalidEvent) as refusal:
        validate_data("task.assigned", 1, data)

    assert refusal.value.type == "task.assigned"
    assert refusal.value.version == 1
    assert refusal.value.path == "assignments[2].assignment_no"
    assert refusal.value.reason == "must be bigger than or equal to 1"
    assert "task.assigned v1" in str(refusal.value)
    assert "schema-registry show" in str(refusal.value)


def test_a_refusal_does_not_repeat_the_value() -> None:
    account = {"account_id": "kesha@popug.inc"}

    with pytest.raises(InvalidEvent) as refusal:
        validate_data("account.deactivated", 1, account | {"at": "2026-11-21T12:00:00Z"})

    assert "kesha" not in str(refusal.value)


def test_a_field_named_like_a_placeholder_is_refused_like_any_other() -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_data("task.assigned", 1, task_assigned_data(an_assignment(**{"{surprise}": 1})))

    assert refusal.value.path == "assignments[0]"


def test_a_very_long_reason_is_cut() -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_data("task.assigned", 1, task_assigned_data(**{"x" * 10_000: 1}))

    assert len(refusal.value.reason) == 500


def test_validating_leaves_the_event_as_it_was() -> None:
    envelope = an_envelope()
    before = copy.deepcopy(envelope)

    validate_envelope(envelope)

    assert envelope == before


def test_an_unknown_type_is_an_error_of_its_own() -> None:
    with pytest.raises(UnknownEventType, match=r"did you mean 'task\.assigned'\?"):
        validate_data("task.asigned", 1, task_assigned_data())


def test_a_type_like_no_other_is_told_where_to_look() -> None:
    with pytest.raises(UnknownEventType, match="`schema-registry list`"):
        validate_data("zzz", 1, {})


@pytest.mark.parametrize("version", [0, 3, -1])
def test_an_unknown_version_is_an_error_of_its_own(version: int) -> None:
    with pytest.raises(UnknownEventVersion, match="only v1, v2") as refusal:
        validate_data("task.created", version, {})

    assert refusal.value.version == version


def test_errors_can_be_caught_by_what_they_have_in_common() -> None:
    assert issubclass(UnknownEventType, UnknownEvent)
    assert issubclass(UnknownEventVersion, UnknownEvent)
    assert issubclass(UnknownEvent, RegistryError)
    assert issubclass(InvalidEvent, RegistryError)
    assert not issubclass(InvalidEvent, UnknownEvent)


def test_an_envelope_of_an_unknown_type_is_no_invalid_event() -> None:
    with pytest.raises(UnknownEventType):
        validate_envelope(an_envelope(type="task.eaten", dataschema="urn:popug:task.eaten:1"))


def test_an_envelope_of_an_unknown_version_is_no_invalid_event() -> None:
    with pytest.raises(UnknownEventVersion):
        validate_envelope(an_envelope(eventversion=2, dataschema="urn:popug:task.assigned:2"))


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("source", "/auth"),
        ("dataschema", "urn:popug:task.assigned:2"),
        ("dataschema", "urn:popug:task.created:1"),
    ],
)
def test_an_envelope_agrees_with_the_catalogue_and_itself(attribute: str, value: str) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_envelope(an_envelope(**{attribute: value}))

    assert (refusal.value.path, refusal.value.rule) == (attribute, "agreement")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (task_assigned_data(an_assignment(account_id=None)), "data.assignments[0].account_id"),
        ({}, "data"),
    ],
)
def test_a_fault_in_the_data_is_found_from_the_top_of_the_envelope(data: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_envelope(an_envelope(data=data))

    assert refusal.value.path == path


@pytest.mark.parametrize("envelope", [[], "text", None, {}, {"type": 1}, {"type": []}, {"eventversion": "1"}])
def test_a_malformed_envelope_is_an_invalid_event_whatever_it_holds(envelope: Any) -> None:
    with pytest.raises(InvalidEvent, match="envelope breaks its schema"):
        validate_envelope(envelope)


def test_a_malformed_envelope_is_reported_as_what_it_says_it_is() -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_envelope(an_envelope(id="not an id"))

    assert (refusal.value.type, refusal.value.version) == ("task.assigned", 1)


@given(st.from_regex(DEACTIVATED["at"]["pattern"].replace("$", r"\Z")))
def test_a_time_that_passes_can_be_read(time: str) -> None:
    assert datetime.fromisoformat(time).utcoffset() is not None


@given(st.from_regex(DAY_CLOSED["day"]["pattern"].replace("$", r"\Z")))
def test_a_day_that_passes_can_be_read(day: str) -> None:
    assert date.fromisoformat(day).isoformat() == day


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_every_day_there_is_passes(day: date) -> None:
    validate_data("day.closed", 1, {"day": day.isoformat(), "fees": 0, "rewards": 0, "payouts": 0})


@given(st.uuids())
def test_every_identifier_there_is_passes(identifier: object) -> None:
    validate_data("task.assigned", 1, task_assigned_data(an_assignment(task_id=str(identifier))))
