"""The command line every service has."""

from chassis.cli.command_line import Service, main

__all__ = ["Service", "main"]
