"""Puts auth together."""

from auth.bootstrap.assembly import Application, application

__all__ = ["Application", "application"]
