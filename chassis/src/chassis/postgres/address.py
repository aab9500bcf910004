"""A database's address as its users spell it."""


def driver_url(url: str) -> str:
    """`url` (`postgresql+asyncpg://…`, as SQLAlchemy wants it) as plain asyncpg wants it."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


def engine_url(url: str) -> str:
    """`url` (with or without a driver's name) as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)
