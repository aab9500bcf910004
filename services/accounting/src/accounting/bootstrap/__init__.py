"""The composition root: everything is put together here, by hand."""

from accounting.bootstrap.application import Application, application
from accounting.bootstrap.assembly import accounting_in_memory, accounting_over, choices_of
from accounting.bootstrap.registry import Choices

__all__ = [
    "Application",
    "Choices",
    "accounting_in_memory",
    "accounting_over",
    "application",
    "choices_of",
]
