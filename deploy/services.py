"""The services that make up Popug; `make new-service` adds to them."""

from typing import Final

SERVICES: Final = ("auth", "tracker", "accounting", "analytics")
THE_FOUR: Final = ("auth", "tracker", "accounting", "analytics")
"""Those that every other one knows the address of by a setting of its own."""
