"""Hears what other services said: messages become commands, applied before they are acknowledged."""

from chassis.consumer.consumer import Consumer
from chassis.consumer.subscription import Subscription

__all__ = ["Consumer", "Subscription"]
