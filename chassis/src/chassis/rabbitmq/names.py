"""What exchanges, queues and routing keys are called; the definitions in deploy/ declare exactly these."""

INBOX_KEY = "inbox"
RETRY_KEY = "retry"
DEAD_KEY = "dead"
REPLAY_SUFFIX = ".replay"
REBUILD_SUFFIX = ".rebuild"
REBUILDING = frozenset({"analytics"})
"""The services that have a second queue for history, beside the inbox."""

SYNC_REQUESTED = "sync.requested"
SYNC_FINISHED = "sync.finished"


def exchange_of(service: str) -> str:
    """The topic exchange `service` publishes its events to; routing key = event type."""
    return service


def aside_of(service: str) -> str:
    """The direct exchange by which `service` puts a message aside: INBOX_KEY, RETRY_KEY or DEAD_KEY."""
    return f"{service}.aside"


def replay_of(producer: str) -> str:
    """The direct exchange by which `producer` sends history to the consumer named by the routing key."""
    return f"{producer}{REPLAY_SUFFIX}"


def inbox_of(service: str) -> str:
    """The queue `service` consumes."""
    return f"{service}.inbox"


def retry_of(service: str) -> str:
    """The queue in which messages wait to come back to the inbox."""
    return f"{service}.retry"


def dead_of(service: str) -> str:
    """The queue of messages that could not be handled."""
    return f"{service}.dead"


def rebuild_of(service: str) -> str:
    """The queue in which history arrives that `service` builds something anew from; also its routing key."""
    return f"{service}{REBUILD_SUFFIX}"


def requests_of(producer: str) -> str:
    """The queue of requests for history that `producer` answers."""
    return f"{producer}.requests"


def live_of(service: str, random: str) -> str:
    """The exclusive queue of one web process of `service`; `random` tells processes apart."""
    return f"{service}.live.{random}"
