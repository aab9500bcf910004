"""One trace from the click that caused an event to the transaction in which another service booked it."""

import json
import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from chassis.clock import SettableClock
from chassis.errors import Conflict
from chassis.observability import configure_logging, observe_command
from chassis.observability.traces import EXPORT_SETTINGS, current_traceparent, provider_for
from chassis.postgres.database import Database
from chassis.postgres.outbox import PostgresOutbox
from chassis.relay import Relay
from tests.chassis.messaging.ledger import Book, Ledger, create_ledger
from tests.chassis.messaging.support import NOON, a_completion, running
from tests.eventually import eventually
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls

SECRET = "00000000-0000-0000-0000-00000000cafe"


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    """Keeps finished spans; the provider can be installed once in a process."""
    exporter = InMemorySpanExporter()
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    """No spans yet."""
    exporter.clear()
    yield exporter
    exporter.clear()


def named(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    """Finished spans called `name`."""
    return [span for span in spans.get_finished_spans() if span.name == name]


async def test_a_trace_goes_through_outbox_relay_and_consumer(
    urls: DatabaseUrls, database: Database, broker: BrokerUrls, spans: InMemorySpanExporter
) -> None:
    await create_ledger(urls.owner)
    ledger = Ledger(database, observe_command)

    with trace.get_tracer("test").start_as_current_span("click") as click:
        async with database.transaction() as transaction:
            outbox = PostgresOutbox(
                transaction, source="tracker", clock=SettableClock(NOON), wake=lambda: None
            )
            await outbox.add(a_completion())
    async with (
        running(Relay("tracker", urls.runtime, broker["tracker"])),
        running(ledger.consumer(broker["accounting"])),
    ):
        [booking] = await eventually(lambda: named(spans, "Book"), within_seconds=10)

    clicked = click.get_span_context()
    assert booking.context is not None
    assert booking.context.trace_id == clicked.trace_id
    assert booking.parent is not None
    assert booking.parent.span_id == clicked.span_id
    assert booking.kind is SpanKind.CONSUMER


async def test_a_batch_from_several_traces_links_those_it_does_not_continue(
    urls: DatabaseUrls, database: Database, broker: BrokerUrls, spans: InMemorySpanExporter
) -> None:
    await create_ledger(urls.owner)
    ledger = Ledger(database, observe_command)
    clicks = set()
    for _ in range(3):
        with trace.get_tracer("test").start_as_current_span("click") as click:
            clicks.add(click.get_span_context().trace_id)
            async with database.transaction() as transaction:
                outbox = PostgresOutbox(
                    transaction, source="tracker", clock=SettableClock(NOON), wake=lambda: None
                )
                await outbox.add(a_completion())

    async with (
        running(Relay("tracker", urls.runtime, broker["tracker"])),
        running(ledger.consumer(broker["accounting"])),
    ):
        await eventually(lambda: sum(ledger.batches) == 3, within_seconds=10)
        await eventually(lambda: len(traces_of(named(spans, "Book"))) == 3)

    assert traces_of(named(spans, "Book")) == clicks


def traces_of(spans: list[ReadableSpan]) -> set[int]:
    """The traces that spans continue or link."""
    continued = {span.context.trace_id for span in spans if span.context is not None}
    return continued | {link.context.trace_id for span in spans for link in span.links}


def test_outside_any_span_an_event_carries_no_trace() -> None:
    assert current_traceparent() is None


def a_command() -> Book:
    """A command with something in it that belongs in no log."""
    return Book([(UUID(SECRET), 1)])


def test_a_command_gets_one_log_line_without_its_contents(spans: InMemorySpanExporter) -> None:
    with capture_logs() as lines, observe_command(a_command()):
        structlog.get_logger().info("inside")

    [line] = [one for one in lines if one["event"] == "command"]
    assert (line["command"], line["outcome"], line["log_level"]) == ("Book", "done", "info")
    assert line["milliseconds"] >= 0
    assert SECRET not in repr(lines)


def seconds(outcome: str) -> float:
    """How many commands were timed with `outcome`."""
    labels = {"command": "Book", "outcome": outcome}
    return REGISTRY.get_sample_value("popug_command_seconds_count", labels) or 0.0


def test_a_refusal_is_an_outcome_and_not_a_failure(spans: InMemorySpanExporter) -> None:
    before = seconds("conflict")

    with capture_logs() as lines, pytest.raises(Conflict), observe_command(a_command()):
        raise Conflict("not now")

    assert [(one["outcome"], one["log_level"]) for one in lines] == [("conflict", "info")]
    assert seconds("conflict") == before + 1
    assert named(spans, "Book")[0].status.is_unset


def test_a_failure_is_an_error_in_log_metric_and_span(spans: InMemorySpanExporter) -> None:
    before = seconds("failed")

    with capture_logs() as lines, pytest.raises(RuntimeError), observe_command(a_command()):
        raise RuntimeError(SECRET)

    assert [(one["outcome"], one["log_level"]) for one in lines] == [("failed", "error")]
    assert SECRET not in repr(lines)
    assert seconds("failed") == before + 1
    [span] = named(spans, "Book")
    assert not span.status.is_ok
    assert span.events == ()


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Put logging back as it was."""
    root = logging.getLogger()
    handlers, level, configuration = root.handlers, root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**configuration)


def test_logs_are_json_with_service_time_and_trace(
    logging_as_before: None, capsys: pytest.CaptureFixture[str], spans: InMemorySpanExporter
) -> None:
    configure_logging("tracker")
    with trace.get_tracer("test").start_as_current_span("click") as click:
        structlog.get_logger("ours").info("said", number=1)
        logging.getLogger("theirs").warning("said %s", "too")

    ours, theirs = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    trace_id = trace.format_trace_id(click.get_span_context().trace_id)
    assert (ours["event"], ours["number"], ours["level"], ours["service"]) == ("said", 1, "info", "tracker")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("said too", "warning", "theirs")
    assert ours["trace_id"] == theirs["trace_id"] == trace_id
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1:9"])
def test_spans_have_ids_and_are_recorded_only_where_they_are_exported(
    endpoint: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in EXPORT_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    if endpoint is not None:
        monkeypatch.setenv(EXPORT_SETTINGS[0], endpoint)
    provider = provider_for("tests")

    span = provider.get_tracer("tests").start_span("a click")
    with trace.use_span(span):
        traceparent = current_traceparent()

    assert span.is_recording() == (endpoint is not None)
    assert traceparent is not None
    assert bool(int(traceparent[-2:], 16) & 1) == (endpoint is not None)
    provider.shutdown()
