"""What people write is shown as they wrote it: no tags, no scripts, no links but harmless ones."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest

from chassis.roles import Role
from tests.tracker.component.conftest import Web
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.entrypoints.web.markdown import MARKS_MAX, rendered

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "</textarea></title><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
MESSAGES = (
    *ATTACKS,
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](//evil.example)",
    "[click](vbscript:x)",
    "[x](http://ok.example 'a\" onmouseover=alert(1) b=\"')",
    "<javascript:alert(1)>",
    "![x](http://evil.example/spy.png)",
    "```<img src=x onerror=alert(1)>\n</code><script>alert(1)</script>\n```",
    'http://ok.example/"onmouseover=alert(1)//<script>',
    "java\nscript:alert(1)",
)
ALLOWED_TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "a"}
ALLOWED_ATTRIBUTES = {"a": {"href", "rel", "title"}, "code": {"class"}, "ol": {"start"}, "p": {"class"}}


class Tags(HTMLParser):
    """Every tag, with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def dangers(page: str) -> list[str]:
    """Whatever of the attacks has become more than text."""
    tags = Tags(page).found
    handlers = [f"{tag} {name}" for tag, attributes in tags for name in attributes if name.startswith("on")]
    scripts = [
        f"script {attributes}" for tag, attributes in tags if tag == "script" and "src" not in attributes
    ]
    links = [
        f"link {attributes['href']}"
        for tag, attributes in tags
        if tag == "a" and re.match(r"\s*(javascript|data|vbscript|//)", attributes.get("href") or "", re.I)
    ]
    images = [f"img {attributes}" for tag, attributes in tags if tag == "img"]
    return [*handlers, *scripts, *links, *images, *(["evaluated"] if ">49<" in page else [])]


def test_dangers_are_noticed() -> None:
    page = "".join((*ATTACKS[:3], '<a href="JavaScript:alert(1)">', "<p>49</p>"))

    assert len(dangers(page)) == 6


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_is_rendered_with_harmless_tags_alone(text: str) -> None:
    tags = Tags(rendered(text)).found

    assert {tag for tag, _ in tags} <= ALLOWED_TAGS
    for tag, attributes in tags:
        assert set(attributes) <= ALLOWED_ATTRIBUTES.get(tag, set())
        if tag == "a":
            assert re.match(r"(https?://|mailto:)", attributes["href"] or "")
            assert attributes["rel"] == "nofollow noopener"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("# no", "<p># no</p>\n"),
        ("[a](mailto:a@b.c)", '<p><a href="mailto:a@b.c" rel="nofollow noopener">a</a></p>\n'),
        (
            "see http://a.b/c.",
            '<p>see <a href="http://a.b/c" rel="nofollow noopener">http://a.b/c</a>.</p>\n',
        ),
        ("`http://a.b`", "<p><code>http://a.b</code></p>\n"),
        ("[" * (MARKS_MAX + 1), f'<p class="prose">{"[" * (MARKS_MAX + 1)}</p>'),
    ],
)
def test_markdown_is_understood_so_far(text: str, expected: str) -> None:
    assert rendered(text) == expected


@pytest.mark.parametrize("attack", ATTACKS)
async def test_attacks_in_every_field_come_out_as_text(web: Web, attack: str) -> None:
    evil, manager = await web.joins(name=attack), await web.joins(Role.MANAGER, name=attack)
    async with web.api(evil) as api:
        body = {"title": attack, "description": attack}
        task = (await api.post("/tasks", json=body)).json()
        said = [await api.post(f"/tasks/{task['id']}/messages", json={"text": text}) for text in MESSAGES[:8]]
    async with web.api(manager) as api:
        await api.post("/reassignments")
    await web.core.tracker.handle(ContinueReassignment(10))

    async with web.browser(manager) as browser:
        addresses = (
            "/",
            "/tasks",
            f"/tasks/{task['id']}",
            "/reassignments",
            "/reassignments/new",
            "/tasks/new",
        )
        pages = [await browser.get(address) for address in addresses]
        pages += [await browser.get("/tasks", params={"q": attack, "status": attack, "assignee": attack})]
        form = {"id": str(uuid4()), "title": f"{attack}[", "jira_id": attack, "description": attack}
        pages += [await browser.post("/tasks", data=form)]
    async with web.browser(evil) as browser:
        pages += [await browser.get("/")]
        mistake = {"id": str(uuid4()), "text": attack + "x" * 4_000}
        pages += [await browser.post(f"/tasks/{task['id']}/messages", data=mistake)]

    assert [answer.status_code for answer in said] == [201] * 8
    assert [page.status_code for page in pages] == [200] * 7 + [422, 200, 422]
    assert [dangers(page.text) for page in pages] == [[]] * len(pages)


INJECTIONS = (
    "' OR '1'='1",
    "'; DROP TABLE task; --",
    "1; SELECT pg_sleep(10)",
    "\\",
    "%00",
    "\x00",
    "$$",
    "%s",
)


@pytest.mark.parametrize("text", INJECTIONS)
async def test_every_filter_takes_orders_to_the_database_for_words(web: Web, text: str) -> None:
    worker = await web.joins()
    async with web.api(worker) as api:
        await api.post("/tasks", json={"title": "Fix the beak"})
        answers = [
            await api.get("/tasks", params={"q": text}),
            await api.get("/tasks", params={"status": text}),
            await api.get("/tasks", params={"assignee": text}),
            await api.get("/tasks", params={"cursor": text}),
            await api.get("/tasks", params={"limit": text}),
        ]
        left = await api.get("/tasks")
    async with web.browser(worker) as browser:
        filtered = {"q": text, "status": text, "assignee": text}
        pages = [
            await browser.get("/tasks", params=filtered),
            await browser.get("/tasks/list", params=filtered),
            await browser.get("/tasks", params={"before": text}),
            await browser.get("/", params={"after": text}),
        ]

    assert [answer.status_code for answer in answers] == [200, 422, 422, 422, 422]
    assert [page.status_code for page in pages] == [200, 200, 404, 404]
    assert [task["title"] for task in left.json()["items"]] == ["Fix the beak"]
