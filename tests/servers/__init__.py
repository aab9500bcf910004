"""PostgreSQL and RabbitMQ for a test run: started once, shared by its workers, gone when it ends."""
