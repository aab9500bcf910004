"""Popug's tests."""
