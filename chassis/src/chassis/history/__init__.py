"""Initial synchronisation: a service that starts empty hears everything that happened before it existed."""

from chassis.history.answering import HistoryAnswers, rebuild_name
from chassis.history.asking import HistoryRequests
from chassis.history.rebuilding import RebuildRequest
from chassis.history.state import PostgresHistory, history_has_arrived, types_told

__all__ = [
    "HistoryAnswers",
    "HistoryRequests",
    "PostgresHistory",
    "RebuildRequest",
    "history_has_arrived",
    "rebuild_name",
    "types_told",
]
