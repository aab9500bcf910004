"""What a process of auth's keeps in memory: nothing that only another process, or a rare request, needs."""

import subprocess
import sys

import pytest

PASSKEYS = {"webauthn", "OpenSSL", "pyasn1", "cbor2"}
PAGES = {"fastapi", "chassis.web.application", "auth.entrypoints.web.sign_in"}
DEVELOPMENT = {"rich", "pygments", "psutil"}
WORKER_ONLY = {"auth.bootstrap.worker_process", "chassis.relay"}


def loaded_by(modules: str) -> set[str]:
    script = f"import sys, {modules}; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


@pytest.mark.parametrize(
    ("modules", "others"),
    [
        ("auth.__main__", PASSKEYS | PAGES | WORKER_ONLY | DEVELOPMENT),
        ("auth.__main__, auth.bootstrap.web_process", PASSKEYS | WORKER_ONLY | DEVELOPMENT),
        ("auth.__main__, auth.bootstrap.worker_process", PASSKEYS | PAGES | DEVELOPMENT),
    ],
)
def test_a_process_loads_nothing_that_only_another_needs(modules: str, others: set[str]) -> None:
    loaded = loaded_by(modules)

    assert modules.rsplit(", ", maxsplit=1)[-1] in loaded
    assert loaded & others == set()


def test_passkeys_load_their_library_when_somebody_comes_with_one() -> None:
    loaded = loaded_by("auth.adapters.webauthn")

    assert loaded >= PASSKEYS
