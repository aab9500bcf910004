"""Accounting's JSON API."""

from accounting.entrypoints.api import accounts, days, earnings, tasks

ROUTERS = (accounts.router, earnings.router, days.router, tasks.router)
