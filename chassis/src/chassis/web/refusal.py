"""A refusal by what stands before the application, where no page can be rendered yet."""

from collections.abc import Mapping

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from chassis.web.problem_document import problem, wants_problem


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with `status`: a problem document for the API, plain words otherwise; a WebSocket is not
    accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    answer: Response
    if wants_problem(scope):
        answer = problem(status, code, detail=detail, headers=headers)
    else:
        answer = PlainTextResponse(detail, status, dict(headers or {}))
    await answer(scope, receive, send)
