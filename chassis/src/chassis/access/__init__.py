"""The employees' accounts as replicated from auth's events, and what each of them may do here.

The rule by which events of any order, late or twice, end in the same state (`AccountRecord` is its one
statement in Python, the `account` table's generated column its one statement in SQL):

1. Of the states told by `account.created` and `account.updated`, the one with the highest version counts,
   whole.
2. `account.deactivated` is the fast path: it carries no version, only `at`. The account is inactive from its
   arrival on, even before anything else is known of it.
3. That ends when a *newer state* says active: one told after `at`, or one that follows an inactive state told
   at or after `at` (auth tells `account.updated` with `active: false` in the transaction that deactivates, so
   that state is known to belong to the deactivation, and whatever has a higher version comes later, whatever
   the clocks say).
4. So an older `created` or `updated` that arrives late never revives an account, and a late
   `account.deactivated` never undoes a reactivation.
"""

from chassis.access.account import Account
from chassis.access.deactivate import DeactivateAccounts, DeactivateAccountsHandler
from chassis.access.ports import Accounts
from chassis.access.record import AccountRecord, AccountState, Deactivation
from chassis.access.register import RegisterAccounts, RegisterAccountsHandler
from chassis.access.subscriptions import subscriptions

__all__ = [
    "Account",
    "AccountRecord",
    "AccountState",
    "Accounts",
    "DeactivateAccounts",
    "DeactivateAccountsHandler",
    "Deactivation",
    "RegisterAccounts",
    "RegisterAccountsHandler",
    "subscriptions",
]
