"""Settings, secrets and ports of an installation: what is drawn once, refused clearly, and told to whom."""

import json
import socket
from pathlib import Path

import pytest

from auth.bootstrap.assembly import clients_of
from auth.settings import AuthSettings
from deploy.docker.compose import CHECKOUT, project_name, variables
from deploy.errors import DeployError, PartMissing, PortTaken
from deploy.installation_secrets import InstallationSecrets
from deploy.mode import mode_to_start, remember_mode
from deploy.native.plan import read_plan, write_plan
from deploy.native.ports import LOOPBACK, PortUse, free_port, require_free
from deploy.native.postgres_programs import find_postgres_programs
from deploy.native.processes import ProcessSpec
from deploy.native.rabbitmq_programs import find_rabbitmq_programs
from deploy.service_environment import SIGN_IN_CLIENTS, ServiceEnvironments
from deploy.services import SERVICES
from deploy.settings import InstallationSettings, choices_made, forget_choices, keep_choices


def an_environment(directory: Path, **settings: str) -> ServiceEnvironments:
    return ServiceEnvironments(
        InstallationSettings.from_choices(settings), InstallationSecrets.kept_in(directory)
    )


def test_secrets_are_drawn_once_and_differ(tmp_path: Path) -> None:
    first = InstallationSecrets.kept_in(tmp_path)

    second = InstallationSecrets.kept_in(tmp_path)

    drawn = json.loads((tmp_path / "secrets.json").read_text())
    assert second["tracker_client"] == first["tracker_client"]
    assert len(set(drawn.values())) == len(drawn)


def test_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    InstallationSecrets.kept_in(tmp_path)

    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_became_needed_later_is_drawn_without_changing_the_others(tmp_path: Path) -> None:
    before = InstallationSecrets.kept_in(tmp_path)
    path = tmp_path / "secrets.json"
    known = json.loads(path.read_text())
    del known["price_key"]
    path.write_text(json.dumps(known))

    after = InstallationSecrets.kept_in(tmp_path)

    assert after["price_key"]
    assert after["postgres"] == before["postgres"]


def test_a_taken_port_is_named_with_its_user_and_its_setting() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        number = other.getsockname()[1]

        with pytest.raises(PortTaken, match=rf"Port {number} of tracker is taken .* TRACKER_PORT=<port>"):
            require_free(
                [PortUse(number, "tracker", "TRACKER_PORT"), PortUse(free_port(), "auth", "AUTH_PORT")]
            )


def test_free_ports_are_accepted() -> None:
    require_free([PortUse(free_port(), "tracker", "TRACKER_PORT")])


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(DeployError, match="AUTH_PORT"):
        InstallationSettings.from_choices({"AUTH_PORT": port})


def test_a_moved_service_is_announced_to_all_of_them(tmp_path: Path) -> None:
    environments = an_environment(tmp_path, TRACKER_PORT="9001")

    for service in SERVICES:
        assert environments.of(service, "web")["POPUG_TRACKER_URL"] == "http://localhost:9001"


@pytest.mark.parametrize("service", SERVICES)
def test_only_migrations_may_use_the_role_that_owns_the_tables(tmp_path: Path, service: str) -> None:
    environments = an_environment(tmp_path)

    assert f"{service}_owner:" in environments.owner_url(service)
    for process in ("web", "worker"):
        assert "_owner" not in " ".join(environments.of(service, process).values())


def test_web_and_worker_listen_on_ports_of_their_own(tmp_path: Path) -> None:
    environments = an_environment(tmp_path)

    listening = {
        environments.of(service, process)["POPUG_HTTP_PORT"]
        for service in SERVICES
        for process in ("web", "worker")
    }

    assert len(listening) == 2 * len(SERVICES)


def test_a_service_is_told_no_secret_of_another_one(tmp_path: Path) -> None:
    environments = an_environment(tmp_path)
    secrets = InstallationSecrets.kept_in(tmp_path)

    told = json.dumps(dict(environments.of("tracker", "web")))

    for foreign in (
        "accounting_client",
        "accounting_broker",
        "auth_session",
        "price_key",
        "key_encryption_key",
    ):
        assert secrets[foreign] not in told


LEFT_TO_WHOEVER_STARTS_IT = ("RABBITMQ_MANAGEMENT_PORT", "POPUG_FIRST_ADMIN_EMAIL", "POPUG_FIRST_ADMIN_NAME")


def test_auth_sends_people_back_to_every_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = InstallationSettings.from_choices({"TRACKER_PORT": "18001"})
    told = ServiceEnvironments(settings, InstallationSecrets.kept_in(tmp_path)).of("auth", "web")
    for name, value in told.items():
        monkeypatch.setenv(name, value)

    clients = clients_of(AuthSettings())

    for service in SIGN_IN_CLIENTS:
        home, client = settings.service_url(service), clients.get(service)
        assert client is not None
        assert tuple(client.redirect_uris) == (f"{home}/sign-in/callback",)
        assert tuple(client.post_logout_redirect_uris) == (f"{home}/",)


def test_compose_is_told_every_variable_that_its_file_asks_for(tmp_path: Path) -> None:
    settings = InstallationSettings.from_choices({})
    told = variables(settings, InstallationSecrets.kept_in(tmp_path))

    asked = {
        part.split("}")[0].split(":")[0]
        for part in (CHECKOUT / "docker-compose.yml").read_text().split("${")[1:]
    }

    assert asked == {*told, *LEFT_TO_WHOEVER_STARTS_IT}


def test_two_checkouts_never_share_containers_or_volumes(tmp_path: Path) -> None:
    one, other = (
        InstallationSecrets.kept_in(_made(tmp_path / "one")),
        InstallationSecrets.kept_in(_made(tmp_path / "other")),
    )

    assert project_name(one) != project_name(other)
    assert project_name(one) == project_name(InstallationSecrets.kept_in(tmp_path / "one"))


def _made(directory: Path) -> Path:
    directory.mkdir()
    return directory


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    spec = ProcessSpec("sleeper", ("sleep", "1"), {"A": "b"}, tmp_path, stage=2, stop_grace_seconds=3)

    write_plan(tmp_path / "plan.json", [spec])

    assert read_plan(tmp_path / "plan.json") == [spec]


def test_programs_that_are_not_where_they_were_said_to_be_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    monkeypatch.setenv("RABBITMQ_SERVER", str(tmp_path / "rabbitmq-server"))

    with pytest.raises(PartMissing, match="PG_BIN"):
        find_postgres_programs()
    with pytest.raises(PartMissing, match="RABBITMQ_SERVER"):
        find_rabbitmq_programs(tmp_path)


def test_who_looks_later_need_not_repeat_what_the_start_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_PORT", "9001")
    keep_choices(tmp_path)
    monkeypatch.delenv("TRACKER_PORT")

    assert InstallationSettings.from_choices(choices_made(tmp_path)).service_port("tracker") == 9001


def test_a_start_after_a_stop_begins_with_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_PORT", "9001")
    keep_choices(tmp_path)
    monkeypatch.delenv("TRACKER_PORT")

    forget_choices(tmp_path)

    assert InstallationSettings.from_choices(choices_made(tmp_path)).service_port("tracker") == 8001


def test_an_unknown_mode_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "swarm")

    with pytest.raises(DeployError, match="swarm"):
        mode_to_start(tmp_path)


def test_a_system_that_runs_in_one_mode_is_not_started_in_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember_mode(tmp_path, "native")
    monkeypatch.setenv("MODE", "docker")

    with pytest.raises(DeployError, match="make down"):
        mode_to_start(tmp_path)


def test_a_second_start_keeps_the_mode_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember_mode(tmp_path, "docker")
    monkeypatch.delenv("MODE", raising=False)

    assert mode_to_start(tmp_path) == "docker"


def test_two_settings_with_one_port_are_both_named() -> None:
    with pytest.raises(DeployError, match="AUTH_PORT and TRACKER_PORT are both 7100"):
        InstallationSettings.from_choices({"AUTH_PORT": "7100", "TRACKER_PORT": "7100"})


def test_a_choice_that_is_refused_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_PORT", "many")

    with pytest.raises(DeployError, match="AUTH_PORT=many is not a port"):
        keep_choices(tmp_path)

    monkeypatch.delenv("AUTH_PORT")
    assert choices_made(tmp_path) == {}
