"""Watches each command: a span, a duration, and the one log line it gets."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import structlog
from opentelemetry.trace import SpanKind, Status, StatusCode

from chassis.errors import ServiceError
from chassis.messages import Command
from chassis.observability.metrics import COMMAND_SECONDS
from chassis.observability.traces import causes_of, tracer


@contextmanager
def observe_command(command: Command[Any]) -> Iterator[None]:
    """Span, metric and log line for `command`: its name, outcome and milliseconds, never what is in it.

    The outcome is `done`, a refusal's code, or `failed`. Give it to the mediator as `observe`.
    """
    name = type(command).__name__
    parent, links = causes_of(command)
    kind = SpanKind.CONSUMER if parent is not None else SpanKind.INTERNAL
    started = perf_counter()
    outcome = "failed"
    with tracer().start_as_current_span(
        name, context=parent, kind=kind, links=links, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield
            outcome = "done"
        except ServiceError as refusal:
            outcome = refusal.code
            raise
        finally:
            span.set_attribute("command.outcome", outcome)
            if outcome == "failed":
                span.set_status(Status(StatusCode.ERROR))
            _report(name, outcome, perf_counter() - started)


def _report(name: str, outcome: str, seconds: float) -> None:
    COMMAND_SECONDS.labels(name, outcome).observe(seconds)
    log = structlog.get_logger("chassis.commands")
    write = log.error if outcome == "failed" else log.info
    write("command", command=name, outcome=outcome, milliseconds=round(seconds * 1000, 2))
