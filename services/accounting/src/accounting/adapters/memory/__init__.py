"""Accounting without any server: the plain domain model behind the same ports."""
