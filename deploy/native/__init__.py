"""Popug on one machine: private PostgreSQL and RabbitMQ, and the services beside them."""
