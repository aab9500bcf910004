"""Exchanges, queues, bindings and users of the message broker, written down once."""
