import json
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

CHASSIS = Path(__file__).parents[3] / "chassis"
SECONDS_MAX = 20


@pytest.fixture
def assets() -> ModuleType:
    spec = spec_from_file_location("assets", CHASSIS / "assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_versions_are_exact_and_locked_with_hashes() -> None:
    package = json.loads((CHASSIS / "package.json").read_text())
    lock = json.loads((CHASSIS / "package-lock.json").read_text())

    assert package["dependencies"] == {"htmx.org": "4.0.1", "uplot": "1.6.32"}
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        locked = lock["packages"][f"node_modules/{name}"]
        assert locked["version"] == version
        assert locked["integrity"].startswith("sha512-")


def test_the_lock_file_names_no_address() -> None:
    lock = (CHASSIS / "package-lock.json").read_text()
    addresses = re.findall(r"https?://[^\"]+", lock)

    assert '"resolved"' not in lock
    assert [address for address in addresses if "/sponsors/" not in address] == []


def test_a_second_run_has_nothing_to_do(assets: ModuleType) -> None:
    assert assets.is_up_to_date(production=True), "run: python chassis/assets.py"

    ran = subprocess.run(
        [sys.executable, CHASSIS / "assets.py", "--production"],
        env={"PATH": "/nowhere"},
        timeout=SECONDS_MAX,
        check=False,
    )

    assert ran.returncode == 0


def test_a_changed_lock_file_is_noticed(
    assets: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text((CHASSIS / "package-lock.json").read_text() + "\n")

    monkeypatch.setattr(assets, "LOCK", lock)

    assert not assets.is_up_to_date(production=True)


def test_without_npm_it_says_what_to_install(
    assets: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(assets, "find_spec", lambda _name: None)
    monkeypatch.setattr(assets, "STAMP", tmp_path / "absent")

    assert assets.main([]) == 1
    assert "install Node.js" in capsys.readouterr().err
