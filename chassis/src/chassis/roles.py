"""The four roles; every account has exactly one."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may do is decided by its one role."""

    WORKER = "worker"
    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    ADMIN = "admin"
