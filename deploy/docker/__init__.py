"""Popug in containers."""
