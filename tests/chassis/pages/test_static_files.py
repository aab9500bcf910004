from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from chassis.pages.static_files import StaticTree, tree_version
from tests.chassis.pages.support import a_client, macro, some_pages


def a_tree(root: Path, content: str = "one") -> Path:
    (root / "deep").mkdir(exist_ok=True)
    (root / "app.css").write_text(content)
    (root / "deep" / "app.js").write_text("1")
    return root


def a_tree_client(root: Path, *, reload: bool = False) -> tuple[StaticTree, TestClient]:
    tree = StaticTree(root, reload=reload)
    app = Starlette()
    app.mount("/static", tree)
    return tree, TestClient(app)


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    before = tree_version(a_tree(tmp_path))

    assert tree_version(a_tree(tmp_path)) == before
    assert tree_version(a_tree(tmp_path, "two")) != before


def test_the_present_version_may_be_kept_for_good(tmp_path: Path) -> None:
    tree, client = a_tree_client(a_tree(tmp_path))

    answer = client.get(f"/static/{tree.version}/deep/app.js")

    assert answer.text == "1"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


def test_another_version_is_answered_but_not_kept(tmp_path: Path) -> None:
    _, client = a_tree_client(a_tree(tmp_path))

    answer = client.get("/static/0123456789ab/app.css")

    assert answer.text == "one"
    assert answer.headers["cache-control"] == "no-cache"


def test_nothing_outside_the_tree_is_served(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "tree").mkdir()
    tree, client = a_tree_client(a_tree(tmp_path / "tree"))

    for path in (
        f"/static/{tree.version}/../secret",
        "/static/..%2fsecret",
        f"/static/{tree.version}/%2e%2e/secret",
    ):
        assert client.get(path).status_code == 404


def test_while_developing_a_change_changes_the_address(tmp_path: Path) -> None:
    tree, _ = a_tree_client(a_tree(tmp_path), reload=True)
    before = tree.version

    a_tree(tmp_path, "two")

    assert tree.version != before


def test_what_the_layout_refers_to_is_there() -> None:
    client = a_client(some_pages())

    for name in ("tokens.css", "app.js", "icons.svg", "parrot.svg"):
        address = macro("{{ static_url(name) }}", name=name)
        assert client.get(address).status_code == 200, address
