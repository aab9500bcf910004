"""The composition root: everything is put together here, by hand."""

from analytics.bootstrap.application import Application, application
from analytics.bootstrap.assembly import analytics_in_memory, analytics_over

__all__ = ["Application", "analytics_in_memory", "analytics_over", "application"]
