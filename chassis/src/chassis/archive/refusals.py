"""Why a part of the log stays where it is."""

from chassis.errors import Conflict


class NotArchivable(Conflict):
    """The part is still written, told or referred to."""

    code = "not_archivable"


class ArchiveDamaged(Conflict):
    """The file does not say what was archived."""

    code = "archive_damaged"


class NotMissing(Conflict):
    """There is no such part among those that were archived."""

    code = "not_missing"
