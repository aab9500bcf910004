"""Analytics' migrations."""

from analytics.adapters.postgres.tables import metadata
from chassis.postgres.migrations import run_env

run_env(metadata)
