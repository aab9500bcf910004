"""Tells the world what was committed: from the outbox to the broker, in order, at least once."""

from chassis.relay.relay import Relay

__all__ = ["Relay"]
