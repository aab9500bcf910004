"""Runs the tracker's migrations."""

from chassis.postgres.migrations import run_env
from tracker.adapters.postgres.tables import metadata

run_env(metadata)
