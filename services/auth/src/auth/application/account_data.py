"""An account's full state as it crosses the boundary."""

from typing import Any

from auth.domain.events import AccountState


def data_of(account: AccountState) -> dict[str, Any]:
    return {
        "account_id": str(account.account_id),
        "version": account.version,
        "name": account.name,
        "email": account.email,
        "role": account.role.value,
        "active": account.active,
        "locale": account.locale,
    }
