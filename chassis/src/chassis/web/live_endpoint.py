"""`/live`: one WebSocket per open page."""

import asyncio
from time import monotonic

import structlog
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from chassis.live.audience import TooManyPages
from chassis.live.hub import LiveHub
from chassis.live.page import OpenPage
from chassis.web.outages import OUTAGE_CAUSES, is_outage
from chassis.web.visitors import Visitors

BETWEEN_MESSAGES_SECONDS = 0.2
"""At most five messages a second, however much happens."""

LOOK_AGAIN_SECONDS = 60.0
"""How often it is checked that the session has not ended unheard; normally its end is heard of at once."""

SEND_SECONDS_MAX = 10.0
SIGNED_OUT = 4401
AGAIN = "again"
"""In the address of a page that was connected before: whatever it missed is fetched in its turn."""

TRY_AGAIN_LATER = 1013


def live_router(hub: LiveHub, visitors: Visitors) -> APIRouter:
    """The route; its origin is checked before it is reached."""
    router = APIRouter()

    @router.websocket("/live")
    async def live(socket: WebSocket) -> None:
        visitor = await visitors.visitor(socket)
        await socket.accept()
        if visitor is None:
            await socket.close(SIGNED_OUT)
            return
        try:
            page = hub.open(visitor)
        except TooManyPages:
            await socket.close(TRY_AGAIN_LATER)
            return
        if AGAIN in socket.query_params:
            page.refresh()
        try:
            await _serve(socket, page, visitors)
        finally:
            hub.close(page)

    return router


async def _serve(socket: WebSocket, page: OpenPage, visitors: Visitors) -> None:
    telling = asyncio.create_task(_tell(socket, page, visitors))
    listening = asyncio.create_task(_until_gone(socket))
    try:
        await asyncio.wait({telling, listening}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (telling, listening):
            task.cancel()
        outcomes = await asyncio.gather(telling, listening, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, (WebSocketDisconnect, TimeoutError)):
            raise outcome


async def _tell(socket: WebSocket, page: OpenPage, visitors: Visitors) -> None:
    looked_at = monotonic()
    while True:
        await page.wait(max(0.0, looked_at + LOOK_AGAIN_SECONDS - monotonic()))
        if page.take_doubt() or monotonic() - looked_at >= LOOK_AGAIN_SECONDS:
            looked_at = monotonic()
            await _look_again(socket, page, visitors)
        if page.ended:
            await socket.close(SIGNED_OUT)
            return
        message = page.take()
        if message is not None:
            async with asyncio.timeout(SEND_SECONDS_MAX):
                await socket.send_json(message)
        await asyncio.sleep(BETWEEN_MESSAGES_SECONDS)


async def _look_again(socket: WebSocket, page: OpenPage, visitors: Visitors) -> None:
    try:
        visitor = await visitors.visitor(socket)
    except OUTAGE_CAUSES as error:
        if not is_outage(error):
            raise
        structlog.get_logger(__name__).warning("could not look a session up", error=repr(error))
        return
    if visitor is None or visitor.account_id != page.account_id:
        page.end()
    else:
        page.visitor = visitor


async def _until_gone(socket: WebSocket) -> None:
    """Pages have nothing to say; this notices when one goes."""
    while True:
        await socket.receive()
        if socket.client_state.name == "DISCONNECTED":
            return
