"""What is noted of requests."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, format_trace_id
from structlog.testing import capture_logs

from tests.chassis.web.support import TRACKER, an_app, api_client, browsing

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("chassis.web.server_span.tracer", lambda: provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


async def test_a_request_continues_its_callers_trace_under_its_routes_name(
    spans: InMemorySpanExporter,
) -> None:
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "authorization": "Bearer kesha"}

    async with browsing((TRACKER, an_app()), headers=headers) as client:
        await client.get("/api/v1/refusals/conflict?secret=1")

    (span,) = spans.get_finished_spans()
    assert span.name == "GET /api/v1/refusals/{kind}"
    assert span.kind is SpanKind.SERVER
    assert span.context is not None
    assert format_trace_id(span.context.trace_id) == TRACE
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "url.path": "/api/v1/refusals/conflict",
        "http.route": "/api/v1/refusals/{kind}",
        "http.response.status_code": 409,
    }


async def test_a_failure_marks_its_span(spans: InMemorySpanExporter) -> None:
    async with api_client(an_app()) as client:
        await client.get("/api/v1/refusals/broken")

    assert spans.get_finished_spans()[0].status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/static/app.js"])
async def test_what_machines_ask_all_the_time_has_no_span(spans: InMemorySpanExporter, path: str) -> None:
    async with browsing((TRACKER, an_app())) as client:
        await client.get(path)

    assert spans.get_finished_spans() == ()


async def test_a_made_up_traceparent_begins_a_trace_of_its_own(spans: InMemorySpanExporter) -> None:
    async with browsing((TRACKER, an_app()), headers={"traceparent": "x" * 5000}) as client:
        answer = await client.get("/nowhere")

    assert answer.status_code == 404
    assert spans.get_finished_spans()[0].parent is None


async def test_a_refusal_has_a_line_and_a_success_has_none() -> None:
    async with api_client(an_app()) as client:
        with capture_logs() as refused:
            await client.get("/api/v1/refusals/conflict")
        with capture_logs() as done:
            await client.get("/api/v1/me")

    assert [(line["event"], line["status"], line["route"]) for line in refused] == [
        ("request", 409, "/api/v1/refusals/{kind}")
    ]
    assert done == []


async def test_a_failure_is_logged_with_its_cause_once() -> None:
    async with api_client(an_app()) as client:
        with capture_logs() as lines:
            await client.get("/api/v1/refusals/broken")

    causes = [line for line in lines if line.get("exc_info")]
    assert [repr(line["exc_info"]) for line in causes] == ["RuntimeError('a secret detail')"]


async def test_no_token_and_no_query_string_is_logged() -> None:
    async with browsing((TRACKER, an_app()), headers={"authorization": "Bearer forged-token"}) as client:
        with capture_logs() as lines:
            await client.get("/api/v1/me?code=secret-code")

    assert lines
    assert "forged-token" not in repr(lines)
    assert "secret-code" not in repr(lines)
