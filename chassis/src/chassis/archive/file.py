"""A part of the log in a file: PostgreSQL's COPY text, compressed; known by its rows and its SHA-256."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

CHUNK_BYTES = 1024 * 1024
COMPRESSION = 6
SUFFIX = ".copy.gz"
PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a file once it is decompressed: lines, and their SHA-256 in hexadecimal digits."""

    rows: int
    digest: str


@dataclass(slots=True)
class _Counting:
    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, chunk: bytes) -> None:
        self.rows += chunk.count(b"\n")
        self.digest.update(chunk)

    def content(self) -> Content:
        return Content(self.rows, self.digest.hexdigest())


class PartFile:
    """Being written beside its place; `finish` puts it there, on disk for certain."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(f"{path.name}{PARTIAL}")
        self._raw: IO[bytes] = self._partial.open("wb")
        self._zipped = gzip.GzipFile(fileobj=self._raw, mode="wb", compresslevel=COMPRESSION)
        self._counting = _Counting()

    async def write(self, chunk: bytes) -> None:
        """Add some bytes; asyncpg wants this to be awaited."""
        self._counting.take(chunk)
        self._zipped.write(chunk)

    def finish(self) -> Content:
        """Put the file into its place and answer what was written."""
        self._zipped.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self._partial.rename(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return self._counting.content()


def chunks(path: Path) -> Iterator[bytes]:
    """The decompressed content. Raises OSError and EOFError for a file that is damaged or away."""
    with gzip.open(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def read_back(path: Path) -> Content:
    """What is in the file. Raises OSError, EOFError and zlib.error for one that is damaged or away."""
    counting = _Counting()
    for chunk in chunks(path):
        counting.take(chunk)
    return counting.content()
