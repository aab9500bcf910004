"""Structured logs, one JSON object a line, each with the trace it belongs to."""

import logging
import sys
from dataclasses import dataclass
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from chassis.observability.traces import current_trace_id

LEVEL = logging.INFO
ROOT = "root"


def configure_logging(service: str, log_format: Literal["json", "console"] = "json") -> None:
    """Send structlog's and the standard library's records to standard error in one shape.

    Every record carries time (UTC), level, logger, `service` and, inside a span, `trace_id`. structlog's go
    there straight: by way of the standard library, each command's line costs three times as much.
    """

    def name_service(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_service,
        _add_trace_id,
    ]
    rendering = _rendering(log_format)
    structlog.configure(
        processors=[*shared, *rendering],
        logger_factory=_Lines(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(LEVEL),
        cache_logger_on_first_use=True,
    )
    _route_standard_logging([*shared, structlog.stdlib.ExtraAdder()], rendering)


class _Line(structlog.WriteLogger):
    """Writes each record in one piece, for the logger of this name."""

    def __init__(self, name: str, file: TextIO) -> None:
        super().__init__(file)
        self.name = name


@dataclass(frozen=True, slots=True)
class _Lines:
    file: TextIO

    def __call__(self, name: str = ROOT) -> _Line:
        return _Line(name, self.file)


def _rendering(log_format: Literal["json", "console"]) -> list[Processor]:
    if log_format == "console":
        return [structlog.dev.ConsoleRenderer(colors=False)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]


def _route_standard_logging(foreign: list[Processor], rendering: list[Processor]) -> None:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=foreign, processors=[remove, *rendering])
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(LEVEL)
    for noisy in ("aiormq", "aio_pika", "alembic.runtime.plugins"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _add_trace_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    trace_id = current_trace_id()
    if trace_id is not None:
        event["trace_id"] = trace_id
    return event
