"""The envelope: CloudEvents 1.0 as others read it, and nothing lost on the way there and back."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import rfc3339
from chassis.envelope import CONTENT_TYPE, Envelope, MalformedEnvelope, parse
from chassis.integration import IntegrationEvent

NOON = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


def an_envelope(**changes: str) -> Envelope:
    """A tracker's event."""
    event = IntegrationEvent("task.completed", 1, {"task_id": "t"}, subject=changes.get("subject"))
    return Envelope.of(event, source="/tracker", time=NOON, traceparent=changes.get("traceparent"))


def test_is_a_cloud_event_to_an_independent_reader() -> None:
    envelope = an_envelope(subject="t", traceparent=TRACE)

    read = from_http_event(HTTPMessage({"content-type": CONTENT_TYPE}, envelope.to_bytes()))

    assert isinstance(read, CloudEvent)
    assert (read.get_id(), read.get_source(), read.get_type()) == (
        str(envelope.id),
        "/tracker",
        "task.completed",
    )
    assert (read.get_time(), read.get_subject()) == (NOON, "t")
    assert read.get_data() == {"task_id": "t"}
    assert read.get_extension("eventversion") == 1
    assert read.get_extension("traceparent") == TRACE


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), json_values))
def test_comes_back_as_it_went(data: dict[str, object]) -> None:
    envelope = Envelope.of(
        IntegrationEvent("task.completed", 1, data, subject="s"), source="/tracker", time=NOON
    )

    assert Envelope.from_bytes(envelope.to_bytes()) == envelope


def test_leaves_out_what_is_absent() -> None:
    assert {"subject", "traceparent"}.isdisjoint(an_envelope().as_json())


def test_two_envelopes_of_one_event_are_two_events() -> None:
    assert an_envelope().id != an_envelope().id


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"null", b'"text"', b"\xff"])
def test_bytes_that_are_no_json_object_are_refused(body: bytes) -> None:
    with pytest.raises(MalformedEnvelope):
        parse(body)


@pytest.mark.parametrize("missing", ["id", "source", "type", "eventversion", "time", "data"])
def test_an_object_without_its_fields_is_refused(missing: str) -> None:
    document = {name: value for name, value in an_envelope().as_json().items() if name != missing}

    with pytest.raises(MalformedEnvelope, match=missing):
        Envelope.from_json(document)


@pytest.mark.parametrize(
    ("name", "value"), [("id", "no uuid"), ("id", 7), ("time", "yesterday"), ("time", None)]
)
def test_fields_of_the_wrong_kind_are_refused(name: str, value: object) -> None:
    with pytest.raises(MalformedEnvelope):
        Envelope.from_bytes(json.dumps({**an_envelope().as_json(), name: value}).encode())


def test_times_travel_in_utc() -> None:
    in_moscow = NOON.astimezone(timezone(timedelta(hours=3)))

    assert rfc3339(in_moscow) == "2026-11-21T09:00:00.123456Z"
