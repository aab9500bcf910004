"""Old parts of the log, kept in compressed files instead of the database, and brought back when wanted."""

from chassis.archive.archiving import archive
from chassis.archive.parts import Part, missing_parts, parts
from chassis.archive.refusals import ArchiveDamaged, NotArchivable, NotMissing
from chassis.archive.restoring import restore
from chassis.archive.watching import LogWatch

__all__ = [
    "ArchiveDamaged",
    "LogWatch",
    "NotArchivable",
    "NotMissing",
    "Part",
    "archive",
    "missing_parts",
    "parts",
    "restore",
]
