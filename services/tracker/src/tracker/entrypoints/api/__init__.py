"""The tracker's JSON API."""

from tracker.entrypoints.api import history, messages, reassignments, tasks

ROUTERS = (tasks.router, reassignments.router, messages.router, history.router)
