"""Accounting's pages."""
