"""Accounting's pages."""

from accounting.entrypoints.web import (
    account,
    closing,
    company,
    day,
    integrity,
    my_account,
    payouts,
    task_story,
)

ROUTERS = (
    my_account.router,
    company.router,
    account.router,
    day.router,
    closing.router,
    payouts.router,
    task_story.router,
    integrity.router,
)
