"""The command line: clear about what it does, what is missing and how it ended."""

import asyncio
from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.cli import Service, main
from chassis.worker import Worker, WorkerTask
from tests.chassis.messaging.support import connection_to
from tests.chassis.messaging.test_worker import a_free_port
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls

MISUSED = 2
MISCONFIGURED = 78


class DemandingSettings(BaseSettings):
    """Settings with something to get wrong."""

    model_config = SettingsConfigDict(env_prefix="POPUG_", hide_input_in_errors=True)

    database_url: SecretStr
    http_port: int = 1


async def one_moment(stop: asyncio.Event) -> None:
    """A duty that is soon done."""


def a_worker() -> Worker:
    """A worker that ends by itself."""
    return Worker("tracker", [WorkerTask("moment", one_moment)], "127.0.0.1", a_free_port())


def demanding_worker() -> Worker:
    """A worker that reads its settings."""
    DemandingSettings()
    return a_worker()


def greet(arguments: Sequence[str]) -> int:
    """An extra command."""
    return 40 + len(arguments)


def a_service() -> Service:
    """A service with one extra command."""
    return Service("tracker", "tracker", FastAPI, demanding_worker, {"greet": greet})


def _unobserved(_: Service) -> None:
    """Leave logs and traces alone."""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the settings are set, and logging is left as tests have it."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "RABBITMQ_URL", "HTTP_PORT", "LOG_FORMAT"):
        monkeypatch.delenv(f"POPUG_{name}", raising=False)
    monkeypatch.setattr("chassis.cli.command_line._observe", _unobserved)


def test_an_extra_command_gets_its_arguments_and_decides_the_exit_code() -> None:
    assert main(a_service(), ["greet", "a", "b"]) == 42


def test_a_missing_setting_is_named_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(a_service(), ["worker"])

    said = capsys.readouterr().err
    assert code == MISCONFIGURED
    assert "POPUG_DATABASE_URL: Field required" in said
    assert "postgresql+asyncpg://" in said


def test_a_wrong_setting_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POPUG_DATABASE_URL", "postgresql+asyncpg://x")
    monkeypatch.setenv("POPUG_HTTP_PORT", "top-secret")

    code = main(a_service(), ["worker"])

    said = capsys.readouterr().err
    assert code == MISCONFIGURED
    assert "POPUG_HTTP_PORT" in said
    assert "top-secret" not in said


def test_migrating_without_the_owners_address_says_which_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(a_service(), ["migrate"]) == MISCONFIGURED
    assert "POPUG_DATABASE_OWNER_URL" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["dance"], ["dead"], ["dead", "show"], ["sync"]])
def test_misuse_is_answered_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(a_service(), arguments)

    assert exit_.value.code == MISUSED
    assert "usage: python -m tracker" in capsys.readouterr().err


async def test_a_broker_out_of_reach_is_a_failure_in_one_line(
    urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POPUG_DATABASE_URL", urls.runtime)
    monkeypatch.setenv("POPUG_RABBITMQ_URL", f"amqp://tracker:secret@127.0.0.1:{a_free_port()}/")

    code = await asyncio.to_thread(main, a_service(), ["dead", "list"])

    said = capsys.readouterr().err
    assert code == 1
    assert said.count("\n") == 1
    assert "secret" not in said


async def test_dead_letters_of_a_service_without_any_are_an_empty_list(
    urls: DatabaseUrls,
    broker: BrokerUrls,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("POPUG_DATABASE_URL", urls.runtime)
    monkeypatch.setenv("POPUG_RABBITMQ_URL", broker["tracker"])

    code = await asyncio.to_thread(main, a_service(), ["dead", "list"])

    assert (code, capsys.readouterr().out) == (0, "")


async def test_sync_status_fails_until_all_history_has_come(
    urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POPUG_DATABASE_URL", urls.runtime)
    async with connection_to(urls.runtime) as connection:
        await connection.execute(
            "INSERT INTO synchronisation (producer, requested_at) VALUES ('auth', now())"
        )
        waiting = await asyncio.to_thread(main, a_service(), ["sync", "status"])
        await connection.execute("UPDATE synchronisation SET finished_at = now()")
        finished = await asyncio.to_thread(main, a_service(), ["sync", "status"])

    said = capsys.readouterr().out
    assert (waiting, finished) == (1, 0)
    assert "history of auth: catching up" in said
    assert "history of auth: finished" in said
