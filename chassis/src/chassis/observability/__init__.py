"""What a service tells about itself while it runs: logs, metrics and traces."""

from chassis.observability.commands import observe_command
from chassis.observability.logs import configure_logging
from chassis.observability.traces import configure_tracing, current_traceparent

__all__ = ["configure_logging", "configure_tracing", "current_traceparent", "observe_command"]
