"""Asking processes whether they are ready."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from deploy.errors import NotReady

ANSWER_TIMEOUT_SECONDS: Final = 3.0
READY_TIMEOUT_SECONDS: Final = 90.0
PROBE_INTERVAL_SECONDS: Final = 0.1
BODY_MAX_BYTES: Final = 2000


def complaint_of(url: str) -> str | None:
    """Why the process behind the address is not ready; None when it is."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_TIMEOUT_SECONDS):  # noqa: S310 - our own http:// address
            return None
    except urllib.error.HTTPError as refusal:
        return f"{refusal.code} {refusal.read(BODY_MAX_BYTES).decode(errors='replace')}".strip()
    except OSError as refusal:
        return str(getattr(refusal, "reason", refusal))


def complaints(urls: Mapping[str, str]) -> dict[str, str | None]:
    """By name, why each process is not ready; all are asked at once."""
    with ThreadPoolExecutor(max_workers=max(len(urls), 1)) as pool:
        return dict(zip(urls, pool.map(complaint_of, urls.values()), strict=True))


def wait_until_ready(
    urls: Mapping[str, str],
    explain: Callable[[str], str],
    within_seconds: float = READY_TIMEOUT_SECONDS,
) -> None:
    """Return when every process is ready; NotReady with each one's last words otherwise."""
    deadline = time.monotonic() + within_seconds
    waiting = dict(urls)
    while waiting:
        answers = complaints(waiting)
        waiting = {name: url for name, url in waiting.items() if answers[name] is not None}
        if waiting and time.monotonic() > deadline:
            raise NotReady("\n".join(_sentence(name, answers[name], explain(name)) for name in waiting))
        if waiting:
            time.sleep(PROBE_INTERVAL_SECONDS)


def _sentence(name: str, complaint: str | None, explanation: str) -> str:
    return f"{name} is not ready: {complaint}\n{explanation}".rstrip()
