"""A service's web process: the application, who is asking, and how a refusal looks on the wire."""
