"""The services that make up Popug."""

from typing import Final

SERVICES: Final = ("auth", "tracker", "accounting", "analytics")
