"""The inbox in PostgreSQL: which messages had their effect already."""

from collections.abc import Sequence

from chassis.postgres.database import Transaction

CLAIM = """
INSERT INTO inbox (message_id)
SELECT DISTINCT message_id FROM unnest($1::text[]) AS message (message_id) ORDER BY message_id
ON CONFLICT DO NOTHING RETURNING message_id
"""


class PostgresInbox:
    """Remembers message ids in the table `inbox` (chassis.integration.Inbox)."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Remember `message_ids` in this transaction; answer those not seen before.

        A message claimed by a transaction still open is waited for: it is seen if that one commits.
        """
        rows = await self._transaction.driver.fetch(CLAIM, list(message_ids))
        return frozenset(row["message_id"] for row in rows)
