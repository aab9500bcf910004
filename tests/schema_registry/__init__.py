"""What the registry promises, and that each of its own checks can fail."""
