"""Accounting's pages."""

from accounting.entrypoints.web import account, closing, company, my_account, payouts

ROUTERS = (my_account.router, company.router, account.router, closing.router, payouts.router)
