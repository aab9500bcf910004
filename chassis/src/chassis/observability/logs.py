"""Structured logs, one JSON object a line, each with the trace it belongs to."""

import logging
import logging.config
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from chassis.observability.traces import current_trace_id


def configure_logging(service: str, log_format: Literal["json", "console"] = "json") -> None:
    """Send structlog's and the standard library's records to standard error in one shape.

    Every record carries time (UTC), level, logger, `service` and, inside a span, `trace_id`.
    """

    def name_service(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_service,
        _add_trace_id,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _route_standard_logging(shared, _rendering(log_format))


def _rendering(log_format: Literal["json", "console"]) -> list[Processor]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if log_format == "console":
        return [remove, structlog.dev.ConsoleRenderer(colors=False)]
    return [remove, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]


def _route_standard_logging(shared: list[Processor], rendering: list[Processor]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendering))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("aiormq", "aio_pika", "alembic.runtime.plugins"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _add_trace_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    trace_id = current_trace_id()
    if trace_id is not None:
        event["trace_id"] = trace_id
    return event
