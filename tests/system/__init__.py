"""The whole system as a test runs it: eight real processes on databases, a vhost and ports of their own."""
