"""Static files under an address that changes with their content, so that browsers may keep them for good."""

from collections.abc import Sequence
from hashlib import sha256
from os import PathLike
from pathlib import Path
from re import compile as pattern

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from chassis.pages.folders import OWN_FOLDER, pages_folder

VERSION_LENGTH = 12
VERSION = pattern(rf"[0-9a-f]{{{VERSION_LENGTH}}}")
KEEP_FOR_GOOD = "public, max-age=31536000, immutable"
ASK_EVERY_TIME = "no-cache"


def tree_version(directory: Path) -> str:
    """A hash over names and contents of all files below `directory`.

    The whole tree shares one version because modules and style sheets name each other by relative address.
    """
    digest = sha256()
    for file in sorted(file for file in directory.rglob("*") if file.is_file()):
        digest.update(str(file.relative_to(directory)).encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:VERSION_LENGTH]


class StaticTree(StaticFiles):
    """Serves `<version>/<path>`, for good when the version is the present one, and plain `<path>` too.

    Another version is answered with the present content, uncached: during a rolling update the page may come
    from one process and its style sheet from another.
    """

    def __init__(self, directory: Path, *, reload: bool) -> None:
        super().__init__(directory=directory)
        self._root = directory
        self._reload = reload
        self._version = tree_version(directory)

    @property
    def version(self) -> str:
        """The version that addresses carry now; looked up again each time while developing."""
        return tree_version(self._root) if self._reload else self._version

    def file_response(self, full_path: str | PathLike[str], *args: object, **options: object) -> Response:
        """As Starlette's, with a media type that does not depend on the machine's table of them."""
        response = super().file_response(full_path, *args, **options)  # type: ignore[arg-type]
        if str(full_path).endswith(".js"):
            response.headers["content-type"] = "text/javascript; charset=utf-8"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at `path`, with or without a leading version; 404 when there is none."""
        version, _, rest = path.replace("\\", "/").partition("/")
        if not VERSION.fullmatch(version):
            rest = path
        response = await super().get_response(rest, scope)
        response.headers["cache-control"] = KEEP_FOR_GOOD if version == self.version else ASK_EVERY_TIME
        return response


class StaticAddresses:
    """The static trees of the chassis and of the packages that have one, and the addresses in them."""

    def __init__(self, packages: Sequence[str], *, reload: bool) -> None:
        roots = {package.rpartition(".")[2]: pages_folder(package) / "static" for package in packages}
        present = {name: root for name, root in roots.items() if root.is_dir()}
        self._own = StaticTree(OWN_FOLDER / "static", reload=reload)
        self._trees = {name: StaticTree(root, reload=reload) for name, root in present.items()}

    def url(self, path: str) -> str:
        """The address of a static file: `app.css` of the chassis, `tracker/board.css` of a package."""
        owner, _, rest = path.partition("/")
        if owner in self._trees:
            return f"/static/{owner}/{self._trees[owner].version}/{rest}"
        return f"/static/{self._own.version}/{path}"

    def mount(self, app: Starlette) -> None:
        """Serve all trees below `/static`."""
        for name, tree in self._trees.items():
            app.mount(f"/static/{name}", tree, name=f"static-{name}")
        app.mount("/static", self._own, name="static")
