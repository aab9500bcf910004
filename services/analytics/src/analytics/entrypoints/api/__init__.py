"""Analytics' JSON API."""

from analytics.entrypoints.api import figures

ROUTERS = (figures.router,)
