"""What the command about clients prints, and what it does not."""

import json

import pytest
from pydantic import ValidationError

from auth.bootstrap.assembly import clients_of
from auth.bootstrap.cli.clients import clients_command
from auth.settings import AuthSettings
from tests.auth.settings import ACCOUNTING_SECRET, TRACKER_SECRET, auth_settings

DATABASE = "postgresql+asyncpg://auth:auth@127.0.0.1:1/auth"
REPORTS = "https://reports.example/callback"


def run(*arguments: str) -> int:
    settings = auth_settings(DATABASE)
    return clients_command(arguments, clients_of(settings), settings.clients)


def test_clients_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0

    assert capsys.readouterr().out.splitlines() == ["tracker  Tracker", "accounting  Accounting"]


def test_one_is_shown_without_its_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "tracker") == 0

    shown = capsys.readouterr().out
    assert json.loads(shown)["redirect_uris"] == ["http://localhost:8001/sign-in/callback"]
    assert json.loads(shown)["back_channel_logout_uri"] == "http://localhost:8001/back-channel-logout"
    assert "secret" not in shown


def test_what_is_printed_for_a_new_client_makes_it_known_and_keeps_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("add", "reports", "--name", "Reports", "--redirect-uri", REPORTS) == 0

    said = capsys.readouterr()
    secret = said.err.split()[-1]
    clients = clients_of(auth_settings(DATABASE, clients=json.loads(said.out.partition("=")[2])))
    reports, tracker = clients.get("reports"), clients.get("tracker")
    assert reports is not None
    assert tracker is not None
    assert reports.proves_itself_with(secret)
    assert not reports.proves_itself_with("")
    assert reports.redirect_uris == (REPORTS,)
    assert tracker.proves_itself_with(TRACKER_SECRET)


def test_no_secret_is_printed_but_the_new_one(capsys: pytest.CaptureFixture[str]) -> None:
    run("add", "reports", "--redirect-uri", REPORTS)

    said = capsys.readouterr()
    assert TRACKER_SECRET not in said.out + said.err
    assert ACCOUNTING_SECRET not in said.out + said.err
    assert said.err.split()[-1] not in said.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("show", "reports"), "no client reports"),
        (("add", "tracker", "--redirect-uri", REPORTS), "a client tracker already"),
        (("add", "reports"), "--redirect-uri"),
        (("add", "reports", "--redirect-uri", "/callback"), "in full"),
        (("add", "reports", "--redirect-uri", "javascript:alert(1)"), "in full"),
        (("add", "reports", "--redirect-uri", f"{REPORTS}#here"), "fragment"),
        (("add", "reports", "--redirect-uri", "https://me@reports.example/"), "in full"),
        (("add", "reports", "--redirect-uri", REPORTS, "--back-channel-logout-uri", "ftp://x/"), "in full"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 1

    said = capsys.readouterr()
    assert why in said.err
    assert not said.out


@pytest.mark.parametrize(
    "address", ["/callback", "https://reports.example/#x", "http://*", "//reports.example", "javascript:1"]
)
def test_an_address_that_leads_nowhere_or_anywhere_is_refused_in_the_setting(address: str) -> None:
    client = {"secret_sha256": "0" * 64, "redirect_uris": [address]}

    with pytest.raises(ValidationError, match="redirect_uris"):
        auth_settings(DATABASE, clients={"reports": client})


def test_services_are_told_of_sign_outs_where_they_live_unless_said_otherwise() -> None:
    inside = "http://tracker-web:8001/back-channel-logout"
    clients = {
        "tracker": {"secret": TRACKER_SECRET, "back_channel_logout_uri": inside},
        "accounting": {"secret": ACCOUNTING_SECRET},
        "reports": {"secret_sha256": "0" * 64, "redirect_uris": [REPORTS]},
    }
    settings: AuthSettings = auth_settings(DATABASE, clients=clients)

    told = {client.client_id: client.back_channel_logout_uri for client in clients_of(settings).all()}

    assert told == {
        "tracker": inside,
        "accounting": "http://localhost:8002/back-channel-logout",
        "reports": None,
    }
