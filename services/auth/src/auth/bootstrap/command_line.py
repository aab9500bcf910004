"""Auth's own commands, each run on an application of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from auth.application.whereabouts import acting_from
from auth.bootstrap.assembly import application
from auth.entrypoints.cli import Tools
from auth.settings import AuthSettings
from chassis.clock import Clock, SystemClock

Work = Callable[[Sequence[str], Tools], Awaitable[int]]


def command(work: Work, clock: Callable[[], Clock] = SystemClock) -> Callable[[Sequence[str]], int]:
    """`clock` may make one that tells another time, for the history of a demo."""

    def run(arguments: Sequence[str]) -> int:
        return asyncio.run(_run(work, arguments, clock()))

    return run


async def _run(work: Work, arguments: Sequence[str], clock: Clock) -> int:
    auth = application(AuthSettings(), clock, process="auth-command")
    await auth.start()
    try:
        tools = Tools(
            auth.mediator,
            auth.hasher,
            auth.queries.accounts,
            auth.queries.waiting_mails,
            auth.provider.tokens,
            auth.clock,
            auth.settings.demo,
        )
        with acting_from("command line"):
            return await work(arguments, tools)
    finally:
        await auth.stop()
