"""A registry that a test may break."""

from pathlib import Path

import pytest

from tests.schema_registry.builders import a_registry


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return a_registry(tmp_path)
