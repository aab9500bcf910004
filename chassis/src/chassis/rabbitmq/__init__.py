"""RabbitMQ: topology, connections, publishing and dead letters."""
