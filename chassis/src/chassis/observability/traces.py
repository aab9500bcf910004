"""Traces that follow one click through all services, outbox and relay included (W3C Trace Context)."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import Link, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.messages import Command

EXPORT_SETTINGS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LINKS_MAX = 32

_PROPAGATOR = TraceContextTextMapPropagator()
_CAUSES: ContextVar[Mapping[int, Sequence[str]] | None] = ContextVar("causes", default=None)


def configure_tracing(service: str) -> None:
    """Give every span an id, so that logs and envelopes carry it; export only if an endpoint is set.

    The endpoint is read from OpenTelemetry's own variables, `OTEL_EXPORTER_OTLP_ENDPOINT` first. Without one
    nothing is recorded, and `traceparent` says so to whoever continues the trace.
    """
    trace.set_tracer_provider(provider_for(service))


def provider_for(service: str) -> TracerProvider:
    """What `configure_tracing` installs."""
    resource = Resource.create({"service.name": service})
    if not any(os.environ.get(name) for name in EXPORT_SETTINGS):
        return TracerProvider(resource=resource, sampler=ALWAYS_OFF)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def tracer() -> Tracer:
    """The chassis' tracer, of whichever provider is installed."""
    return _tracer_of(trace.get_tracer_provider())


@lru_cache(maxsize=1)
def _tracer_of(provider: trace.TracerProvider) -> Tracer:
    """Kept, as making one rebuilds Python's list of warnings to be ignored each time."""
    return provider.get_tracer("chassis")


def current_traceparent() -> str | None:
    """The present span as W3C Trace Context's `traceparent`, or None outside any span."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


def current_trace_id() -> str | None:
    """The present trace's id as 32 hexadecimal digits, or None outside any span."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def continued(traceparent: str | None) -> Context | None:
    """The context a span must have as its parent to continue `traceparent`; None starts a new trace."""
    return _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None


@contextmanager
def caused_by(causes: Mapping[int, Sequence[str]]) -> Iterator[None]:
    """Within, a command whose `id()` is a key continues the first of its traceparents, linking the others."""
    token = _CAUSES.set(causes)
    try:
        yield
    finally:
        _CAUSES.reset(token)


def causes_of(command: Command[object]) -> tuple[Context | None, list[Link]]:
    """The parent context and the links for `command`'s span: the messages that asked for it, if any did."""
    traceparents = (_CAUSES.get() or {}).get(id(command), ())
    if not traceparents:
        return None, []
    links = [
        Link(trace.get_current_span(continued(one)).get_span_context()) for one in traceparents[1:LINKS_MAX]
    ]
    return continued(traceparents[0]), links
