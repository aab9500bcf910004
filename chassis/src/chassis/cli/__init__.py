"""The command line every service has."""

from chassis.cli.lean import absent

# structlog and OpenTelemetry load these where they find them, for nothing that a service does.
with absent("rich", "psutil"):
    from chassis.cli.command_line import Service, main

__all__ = ["Service", "main"]
