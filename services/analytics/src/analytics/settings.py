"""What analytics is told by its environment."""

from chassis.settings import ServiceSettings


class AnalyticsSettings(ServiceSettings):
    """What every service is told, and nothing more."""
