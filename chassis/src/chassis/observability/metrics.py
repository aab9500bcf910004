"""What is counted and timed, under the names dashboards and alerts rely on."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

COMMAND_SECONDS = Histogram(
    "popug_command_seconds", "Time a command took, by its outcome", ["command", "outcome"], buckets=SECONDS
)
OUTBOX_LAG_SECONDS = Gauge(
    "popug_outbox_lag_seconds", "Age of the oldest event not yet confirmed by the broker"
)
OUTBOX_BYTES = Gauge("popug_outbox_bytes", "What the log takes in the database, indexes included")
OUTBOX_PARTITIONS_AHEAD = Gauge(
    "popug_outbox_partitions_ahead", "Partitions of the log that are ready for events to come"
)
OUTBOX_ARCHIVED = Gauge("popug_outbox_archived_parts", "Parts of the log that are in files alone")
HISTORY_WAITS = Gauge(
    "popug_history_waits_for_archive", "1 while a request for history waits for archived parts of the log"
)
RELAY_LEADING = Gauge("popug_relay_leading", "1 while this process leads the relay")
RELAY_PUBLISHED = Counter("popug_relay_published_total", "Events confirmed by the broker", ["type"])
RELAY_FAILURES = Counter("popug_relay_failures_total", "Times the relay had to start over", ["reason"])
CONSUMER_HANDLED = Counter("popug_consumer_handled_total", "Messages applied and acknowledged", ["type"])
CONSUMER_FAILED = Counter("popug_consumer_failed_total", "Failures while applying messages", ["kind"])
CONSUMER_BATCH_SECONDS = Histogram(
    "popug_consumer_batch_seconds", "Time to apply and acknowledge a batch", buckets=SECONDS
)
CONSUMER_BATCH_SIZE = Histogram(
    "popug_consumer_batch_size", "Messages in a batch", buckets=(1, 2, 5, 10, 25, 50, 100, 200)
)
DEAD_LETTERS = Counter("popug_dead_letters_total", "Messages put aside as dead", ["reason"])
DEAD_LETTERS_WAITING = Gauge(
    "popug_dead_letters_waiting", "Dead letters that wait for somebody to decide about them"
)
RETRIES = Counter("popug_retries_total", "Messages put aside to be tried again", ["type"])
