"""How refusals look on the wire."""

import pytest

from tests.chassis.web.support import TRACKER, an_app, api_client, browsing, own_pages

NOTE = "01993d5e-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("not-found", 404, "not_found"),
        ("forbidden", 403, "forbidden"),
        ("conflict", 409, "note_taken"),
        ("unprocessable", 422, "unprocessable"),
        ("broken", 500, "internal_error"),
        ("out-of-reach", 503, "unavailable"),
    ],
)
async def test_the_api_refuses_with_a_problem_document_and_a_stable_code(
    kind: str, status: int, code: str
) -> None:
    async with api_client(an_app()) as client:
        answer = await client.get(f"/api/v1/refusals/{kind}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["code"]) == (status, code)
    assert answer.json()["title"]


async def test_a_refusals_details_are_members_of_the_document_but_cannot_replace_its_own() -> None:
    async with api_client(an_app()) as client:
        document = (await client.get("/api/v1/refusals/conflict")).json()

    assert document["taken_by"] == "gosha"
    assert document["detail"] == "Somebody took it."


@pytest.mark.parametrize("kind", ["broken", "out-of-reach"])
async def test_a_failure_tells_nothing_of_its_cause(kind: str) -> None:
    async with api_client(an_app()) as client:
        answer = await client.get(f"/api/v1/refusals/{kind}")

    assert "secret" not in answer.text
    assert "10.0.0.7" not in answer.text


async def test_an_outage_says_when_to_try_again() -> None:
    async with api_client(an_app()) as client:
        answer = await client.get("/api/v1/refusals/out-of-reach")

    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({}, "body.text", "missing"),
        ({"text": 5}, "body.text", "string_type"),
        ({"text": "x", "stars": "5"}, "body.stars", "int_type"),
        ({"text": "x", "stars": True}, "body.stars", "int_type"),
        ({"text": "x", "role": "admin"}, "body.role", "extra_forbidden"),
    ],
)
async def test_a_body_of_the_wrong_shape_is_refused_naming_the_field(
    body: dict[str, object], field: str, rule: str
) -> None:
    async with api_client(an_app()) as client:
        answer = await client.post("/api/v1/notes", json=body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_request"
    assert [(wrong["field"], wrong["rule"]) for wrong in answer.json()["errors"]] == [(field, rule)]
    assert answer.json()["errors"][0]["message"]


async def test_a_body_that_is_not_json_is_refused_as_such() -> None:
    async with api_client(an_app()) as client:
        answer = await client.post(
            "/api/v1/notes", content=b"{text", headers={"content-type": "application/json"}
        )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")
    assert answer.json()["detail"] == "The body is not valid JSON."
    assert "errors" not in answer.json()


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/me", 405)]
)
async def test_what_http_itself_refuses_is_a_problem_document_too(
    method: str, path: str, status: int
) -> None:
    async with api_client(an_app()) as client:
        answer = await client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_people_get_a_page_that_knows_them() -> None:
    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}) as client:
        answer = await client.get("/refusals/not-found")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no such note." in answer.text
    assert "Kesha" in answer.text


async def test_a_page_that_broke_tells_nothing_of_its_cause() -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.get("/refusals/broken")

    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/notes/zzz", f"/notes/{NOTE}?place=first", "/refusals/cursor"])
@pytest.mark.parametrize(("language", "words"), [("en", "There is nothing here"), ("ru", "Здесь ничего нет")])
async def test_an_address_that_cannot_be_read_leads_nowhere_in_the_visitors_language(
    path: str, language: str, words: str
) -> None:
    async with browsing((TRACKER, an_app()), headers={"accept-language": language}) as client:
        answer = await client.get(path)

    assert answer.status_code == 404
    assert words in answer.text
    assert "Input should be" not in answer.text
    assert "This cursor" not in answer.text


async def test_a_form_that_cannot_be_read_is_refused_without_the_validators_words() -> None:
    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}, headers=own_pages()) as client:
        answer = await client.post("/hello", data={})

    assert answer.status_code == 422
    assert "That cannot be done" in answer.text
    assert "Field required" not in answer.text


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("roles", "en", "This is only for accountants, managers and admins."),
        ("roles", "ru", "Это только для бухгалтеров, менеджеров и администраторов."),
        ("role", "ru", "Это только для администраторов."),
        ("deactivated", "ru", "Эта учётная запись отключена."),
    ],
)
async def test_who_a_page_is_for_is_said_in_the_visitors_language(
    kind: str, language: str, words: str
) -> None:
    async with browsing((TRACKER, an_app()), headers={"accept-language": language}) as client:
        answer = await client.get(f"/refusals/{kind}")

    assert answer.status_code == 403
    assert words in answer.text


async def test_a_percent_sign_in_a_refusal_is_just_that() -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.get("/refusals/percent")

    assert answer.status_code == 422
    assert "100% of it" in answer.text


async def test_an_unknown_page_is_a_page() -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.get("/nowhere")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
