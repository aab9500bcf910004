"""Pages in a real browser: the system's Chromium, a server in this very process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from playwright.async_api import Browser, Page, async_playwright

from chassis.pages import Pages
from tests import selection
from tests.chassis.pages.support import a_visitor, some_pages
from tests.eventually import eventually

CHROMIUM = selection.chromium()
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PART = "<div id='part'{{ kit.live('/board/part', 'tasks:mine') }}>fetched {{ fetched }}</div>"
PHONE_WIDTH = 390
DESKTOP_WIDTH = 1280


@dataclass
class LiveServer:
    """A service with the gallery, one live page that counts how often it was fetched, and a live socket."""

    pages: Pages = field(default_factory=lambda: some_pages(environment="development"))
    address: str = ""
    sockets: list[WebSocket] = field(default_factory=list)
    fetched: int = 0
    posted: int = 0
    refuse_with: int | None = None

    def app(self) -> FastAPI:
        app = FastAPI()
        self.pages.mount(app)
        app.add_api_route("/board", self._board)
        app.add_api_route("/board/part", self._part)
        app.add_api_route("/board/slow", self._slow, methods=["POST"])
        app.add_api_websocket_route("/live", self._live)
        return app

    async def tell(self, *hints: str) -> None:
        for socket in self.sockets:
            await socket.send_json({"hints": list(hints)})

    async def hang_up(self, code: int = 1012) -> None:
        for socket in list(self.sockets):
            await socket.close(code)

    async def _board(self, request: Request) -> Response:
        request.state.visitor = a_visitor()
        template = (
            "{% extends 'layout.html' %}{% block title %}Board{% endblock %}{% block content %}<h1>Board</h1>"
            f"{PART}"
            "<form method='post' action='/board/slow'>{{ kit.button('Press') }}</form>{% endblock %}"
        )
        return _render(self.pages, request, template, fetched=self.fetched)

    async def _part(self, request: Request) -> Response:
        self.fetched += 1
        if self.refuse_with is not None:
            return Response("<p>a problem page</p>", self.refuse_with, media_type="text/html")
        return _render(self.pages, request, PART, fetched=self.fetched)

    async def _slow(self) -> Response:
        self.posted += 1
        return Response(status_code=204)

    async def _live(self, socket: WebSocket) -> None:
        await socket.accept()
        self.sockets.append(socket)
        if "again" in socket.query_params:
            # As the hub does in turn: pages that were cut off fetch everything once more.
            await socket.send_json({"hints": ["all"]})
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            self.sockets.remove(socket)


def _render(pages: Pages, request: Request, template: str, **context: Any) -> Response:
    """A page of a template given as text: it lives in no file, so the loader is gone around."""
    environment = pages._environment(request)
    body = environment.from_string(template).render({**pages._surroundings(request), **context})
    return pages._answer(body, 200)


@asynccontextmanager
async def serving(server: LiveServer) -> AsyncIterator[LiveServer]:
    """The server on a free port of the loopback."""
    config = uvicorn.Config(
        server.app(), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1, lifespan="off"
    )
    uvicorn_server = uvicorn.Server(config)
    running = asyncio.create_task(uvicorn_server.serve())
    await eventually(lambda: uvicorn_server.started)
    port = uvicorn_server.servers[0].sockets[0].getsockname()[1]
    server.address = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        uvicorn_server.should_exit = True
        await running


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's browser, headless."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@dataclass
class Look:
    """How a visitor looks at pages."""

    width: int = DESKTOP_WIDTH
    theme: str = "light"
    locale: str = "en"
    javascript: bool = True


@asynccontextmanager
async def a_tab(browser: Browser, look: Look | None = None) -> AsyncIterator[tuple[Page, list[str]]]:
    """A tab of its own, and what its console complained about."""
    look = look or Look()
    context = await browser.new_context(
        viewport={"width": look.width, "height": 844},
        color_scheme="dark" if look.theme == "dark" else "light",
        locale=look.locale,
        java_script_enabled=look.javascript,
        is_mobile=look.width < DESKTOP_WIDTH,
        has_touch=look.width < DESKTOP_WIDTH,
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    await context.close()
