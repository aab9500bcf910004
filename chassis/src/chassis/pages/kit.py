"""The page kit as a service sets it up."""

from fastapi import FastAPI

from chassis.pages.gallery import gallery_router
from chassis.pages.preferences import preferences_router
from chassis.pages.rendering import PageRenderer


class Pages(PageRenderer):
    """Renders a service's pages and serves what they need."""

    def mount(self, app: FastAPI) -> None:
        """Serve static files and `POST /preferences`; in development the gallery too."""
        self._static.mount(app)
        app.include_router(preferences_router)
        if self.in_development:
            app.include_router(gallery_router(self))
