"""The pages on which admins look at a service's dead letters and decide about them."""

from chassis.web.dead_letters.desk import DeadLetterDesk

__all__ = ["DeadLetterDesk"]
