"""Who may be given tasks, from the replicated accounts."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from chassis.identifiers import AccountId
from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.statuses import OPEN
from tracker.domain.assignment_policy import NEVER_ASSIGNED

MAY_BE_ASSIGNED = tables.account.c.active & tables.account.c.role.notin_(sorted(NEVER_ASSIGNED))

# The same in SQL: asked for every chunk of a reassignment, it goes to the driver as it is.
ELIGIBLE = "SELECT account_id FROM account WHERE active AND role <> ALL ($1::text[]) ORDER BY account_id"


class PostgresWorkers:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._driver = transaction.driver

    async def eligible(self) -> Sequence[AccountId]:
        found = await self._driver.fetch(ELIGIBLE, sorted(NEVER_ASSIGNED))
        return [AccountId(row["account_id"]) for row in found]

    async def loads(self) -> Mapping[AccountId, int]:
        account_id, a = tables.account.c.account_id, tables.assignment
        found = await self._connection.execute(
            select(account_id, func.count(a.c.seq))
            .outerjoin(a, (a.c.assignee_id == account_id) & (a.c.status == OPEN))
            .where(MAY_BE_ASSIGNED)
            .group_by(account_id)
            .order_by(account_id)
        )
        return {AccountId(each): load for each, load in found}
