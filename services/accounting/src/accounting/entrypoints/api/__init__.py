"""Accounting's JSON API."""

from accounting.entrypoints.api import accounts, days, earnings

ROUTERS = (accounts.router, earnings.router, days.router)
