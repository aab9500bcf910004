"""The mail catcher's pages and its JSON, the latter shaped like Mailpit's so that both can be asked alike."""

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import getaddresses
from http import HTTPStatus
from typing import Any, Final

from deploy.mail.inbox import Inbox, Mail

LISTED_MAX: Final = 200
STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { width: 100%; border-collapse: collapse } th, td { text-align: left; padding: .4rem .6rem .4rem 0 }
tr { border-bottom: 1px solid #8884 } pre { white-space: pre-wrap }
iframe { width: 100%; height: 36rem; border: 1px solid #8884; background: #fff }
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK


def answer(inbox: Inbox, method: str, path: str) -> Answer:
    """Answer one request."""
    parts = [part for part in path.split("?", maxsplit=1)[0].split("/") if part]
    match method, parts:
        case "GET", []:
            return _page("Mail", _list(inbox))
        case "GET", ["health"]:
            return Answer(b"ok", "text/plain")
        case "GET", ["mails", mail_id]:
            return _of_mail(inbox, mail_id, lambda mail: _page(mail.subject, _mail(mail)))
        case "GET", ["mails", mail_id, "html"]:
            return _of_mail(inbox, mail_id, lambda mail: Answer((mail.body("html") or "").encode()))
        case "GET", ["api", "v1", "messages"]:
            return _json({"messages": [_summary(mail) for mail in inbox.newest_first(LISTED_MAX)]})
        case "GET", ["api", "v1", "message", mail_id]:
            return _of_mail(inbox, mail_id, lambda mail: _json(_summary(mail) | _bodies(mail)))
        case "DELETE", ["api", "v1", "messages"]:
            inbox.empty()
            return Answer(b"ok", "text/plain")
    return _page("Not here", "<p>There is no such page.</p>", HTTPStatus.NOT_FOUND)


def _of_mail(inbox: Inbox, mail_id: str, show: Callable[[Mail], Answer]) -> Answer:
    mail = inbox.find(mail_id)
    if mail is None:
        return _page("Not here", "<p>There is no such mail.</p>", HTTPStatus.NOT_FOUND)
    return show(mail)


def _page(title: str, content: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    heading = html.escape(title)
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><style>{STYLE}</style><main><h1>{heading}</h1>{content}</main></html>"
    )
    return Answer(text.encode(), status=status)


def _list(inbox: Inbox) -> str:
    mails = inbox.newest_first(LISTED_MAX)
    if not mails:
        return "<p>Nothing was sent yet. Mails to popugs stay here; none leaves this machine.</p>"
    rows = "".join(_row(mail) for mail in mails)
    return f"<table><thead><tr><th>To<th>Subject<th>Arrived (UTC)</thead><tbody>{rows}</tbody></table>"


def _row(mail: Mail) -> str:
    link = f'<a href="/mails/{mail.id}">{html.escape(mail.subject) or "(no subject)"}</a>'
    return f"<tr><td>{html.escape(mail.recipients)}<td>{link}<td>{mail.arrived_at:%Y-%m-%d %H:%M:%S}"


def _mail(mail: Mail) -> str:
    text = mail.body("plain")
    shown = f"<h2>Text</h2><pre>{html.escape(text)}</pre>" if text is not None else ""
    if mail.body("html") is not None:
        shown += (
            f'<h2>HTML</h2><iframe sandbox title="The mail\'s HTML" src="/mails/{mail.id}/html"></iframe>'
        )
    return (
        '<p><a href="/">All mails</a></p>'
        f"<p>From {html.escape(mail.sender)}<br>To {html.escape(mail.recipients)}"
        f"<br>{mail.arrived_at:%Y-%m-%d %H:%M:%S} UTC</p>{shown}"
    )


def _json(value: object) -> Answer:
    return Answer(json.dumps(value).encode(), "application/json")


def _summary(mail: Mail) -> dict[str, Any]:
    return {
        "ID": mail.id,
        "From": _people(mail.sender)[0] if mail.sender else None,
        "To": _people(mail.recipients),
        "Subject": mail.subject,
        "Created": mail.arrived_at.isoformat().replace("+00:00", "Z"),
    }


def _bodies(mail: Mail) -> dict[str, str]:
    return {"Text": mail.body("plain") or "", "HTML": mail.body("html") or ""}


def _people(header: str) -> list[dict[str, str]]:
    return [{"Name": name, "Address": address} for name, address in getaddresses([header])]
