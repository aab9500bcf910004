"""Every module has a telling name and lies where the import contracts see it."""

from pathlib import Path

import pytest

from tests.architecture.contracts import broken_contracts, copy_packages
from tests.architecture.module_names import meaningless_names
from tests.architecture.packages import folders_without_init
from tests.architecture.source import EVERYWHERE, SOURCE_TREES, python_files


def test_every_folder_of_modules_is_a_package() -> None:
    folders = [folder for tree in SOURCE_TREES for folder in folders_without_init(tree)]

    assert folders == []


def test_a_folder_of_modules_that_is_no_package_is_found(tmp_path: Path) -> None:
    hidden = tmp_path / "tracker" / "hidden"
    hidden.mkdir(parents=True)
    (tmp_path / "tracker" / "__init__.py").touch()
    (hidden / "planted.py").write_text("import accounting")

    folders = list(folders_without_init(tmp_path))

    assert folders == ["hidden"]


def test_the_import_contracts_do_not_see_what_is_no_package(tmp_path: Path) -> None:
    """Why the folders are checked at all."""
    tree = copy_packages(tmp_path)
    before = broken_contracts(tree)
    hidden = tree / "tracker" / "hidden"
    hidden.mkdir()
    (hidden / "planted.py").write_text("import accounting")

    after = broken_contracts(tree)

    assert after == before


def test_no_module_is_called_after_nothing() -> None:
    names = list(meaningless_names(python_files(*EVERYWHERE)))

    assert names == []


@pytest.mark.parametrize(
    "name", ["utils.py", "date_utils.py", "helpers/__init__.py", "task_manager.py", "base.py"]
)
def test_a_meaningless_name_is_found(name: str, tmp_path: Path) -> None:
    names = list(meaningless_names([tmp_path / name]))

    assert names == [Path(name).name]


@pytest.mark.parametrize("name", ["task.py", "database.py", "message.py", "sharing.py"])
def test_a_telling_name_is_left_alone(name: str, tmp_path: Path) -> None:
    names = list(meaningless_names([tmp_path / name]))

    assert names == []
