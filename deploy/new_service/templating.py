"""The files of a new service, from the templates beside this module."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Final

TEMPLATES: Final = Path(__file__).with_name("templates")
SUFFIX: Final = ".template"
MOMENT: Final = "%Y-%m-%d-%H%M"


@dataclass(frozen=True, slots=True)
class NewService:
    """Its name, where it listens by default, and when it was made (UTC), for its first migration."""

    name: str
    port: int
    worker_port: int
    made_at: datetime

    @property
    def words(self) -> Mapping[str, str]:
        """What stands in templates as $name, $Name, $NAME and $port."""
        return {
            "name": self.name,
            "Name": self.name.capitalize(),
            "NAME": self.name.upper(),
            "port": str(self.port),
        }

    def block(self, name: str) -> str:
        """The template of that name, filled in. Raises KeyError for a word that nothing is known of."""
        return Template((TEMPLATES / f"{name}{SUFFIX}").read_text()).substitute(self.words)

    def files(self) -> Iterator[tuple[Path, str]]:
        """Path in the checkout and content of each file that the service has to itself."""
        for folder, target in (("service", Path("services", self.name)), ("tests", Path("tests", self.name))):
            for path in sorted((TEMPLATES / folder).rglob(f"*{SUFFIX}")):
                inside = path.relative_to(TEMPLATES / folder)
                yield target / self._named(inside), self.block(str(Path(folder, inside)).removesuffix(SUFFIX))

    def _named(self, path: Path) -> Path:
        moment = self.made_at.strftime(MOMENT)
        parts = (self.name if part == "package" else part for part in path.parts[:-1])
        return Path(*parts, path.name.removesuffix(SUFFIX).replace("moment_", f"{moment}_"))
