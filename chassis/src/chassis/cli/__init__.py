"""The command line every service has."""

from chassis.cli.main import Service, main

__all__ = ["Service", "main"]
