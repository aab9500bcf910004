"""The composition root: everything is put together here, by hand."""

from tracker.bootstrap.application import Application, application
from tracker.bootstrap.assembly import choices_of, tracker_in_memory, tracker_over
from tracker.bootstrap.registry import Choices

__all__ = ["Application", "Choices", "application", "choices_of", "tracker_in_memory", "tracker_over"]
