"""The bugs, each with the test that has to turn red."""

from dataclasses import dataclass
from typing import Final

CONSUMER: Final = "chassis/src/chassis/consumer/consumer.py"
RELAY: Final = "chassis/src/chassis/relay/relay.py"
CURSOR: Final = "chassis/src/chassis/postgres/cursor.py"
BOOKING: Final = "services/accounting/src/accounting/adapters/postgres/booking.py"
IN_TROUBLE: Final = "tests/chassis/messaging/test_consumer_in_trouble.py"
CONSUMING: Final = "tests/chassis/messaging/test_consumer.py"
RELAYING: Final = "tests/chassis/messaging/test_relay.py"
AT_ONCE: Final = "tests/accounting/contract/test_ledger_at_once.py"


@dataclass(frozen=True, slots=True)
class Change:
    """A right line of a file and the wrong one to stand in its place."""

    file: str
    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Bug:
    """What is wrong, in which file, the right and the wrong line, and the test that says so."""

    name: str
    file: str
    right: str
    wrong: str
    test: str
    also: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that has to be changed for it; mostly one line."""
        return (Change(self.file, self.right, self.wrong), *self.also)


SEVERAL_WRITERS: Final = Change(
    "services/accounting/src/accounting/bootstrap/scope.py",
    "self.database.transaction(alone=BOOKS)",
    "self.database.transaction(alone=None if BOOKS else 0)",
)
BUGS: Final = (
    Bug(
        "messages are acknowledged before they are committed",
        CONSUMER,
        "        letters = await self._readable(",
        "        await channel.basic_ack(batch[-1].delivery_tag or 0, multiple=True)\n"
        "        letters = await self._readable(",
        f"{IN_TROUBLE}::test_nothing_is_acknowledged_before_it_is_committed",
    ),
    Bug(
        "the relay reads what is newer than the last it read, and forgets what was still being written then",
        CURSOR,
        "    WHERE xid = ANY (ARRAY(SELECT x FROM pg_snapshot_xip(",
        "    WHERE false AND xid = ANY (ARRAY(SELECT x FROM pg_snapshot_xip(",
        "tests/chassis/messaging/test_log.py::test_many_writers_lose_double_and_misorder_nothing",
    ),
    Bug(
        "events are marked as sent before the broker has confirmed them",
        RELAY,
        '            crash_point("relay.read")\n',
        "            await self._log.save(page.then)\n",
        f"{RELAYING}::test_what_no_broker_confirmed_is_sent_again_by_the_next_relay",
    ),
    Bug(
        "a message the broker returns counts as sent",
        "chassis/src/chassis/rabbitmq/publisher.py",
        "        self.failure = failure\n",
        "        self.failure = None\n",
        "tests/chassis/messaging/test_publisher.py::test_a_message_no_queue_wants_is_an_error_and_not_a_success",
    ),
    Bug(
        "a relay that was taken over goes on moving the cursor",
        CURSOR,
        "WHERE name = $1 AND epoch = $2 RETURNING epoch\n",
        "WHERE name = $1 AND $2::bigint >= 0 RETURNING epoch\n",
        f"{RELAYING}::test_a_leader_that_lost_the_lead_without_noticing_stops_at_the_fence",
    ),
    Bug(
        "messages put aside are never sent there",
        "chassis/src/chassis/consumer/aside.py",
        "        await self._publisher.publish(messages)\n",
        "        len(messages)\n",
        f"{CONSUMING}::test_a_poisonous_message_alone_is_put_aside_with_its_reason",
    ),
    Bug(
        "one bad message takes its whole batch along",
        "chassis/src/chassis/consumer/applying.py",
        "        if len(letters) > 1:\n",
        "        if len(letters) > 1_000_000:\n",
        f"{CONSUMING}::test_poison_in_a_batch_takes_nothing_with_it",
    ),
    Bug(
        "a database that is away is blamed on the message",
        "chassis/src/chassis/consumer/judgement.py",
        'RETRIABLE_CLASSES = frozenset({"08", "53", "57", "58"})',
        'RETRIABLE_CLASSES = frozenset({"08", "53", "58"})',
        "tests/chassis/messaging/test_judgement.py::test_blames_what_is_to_blame",
    ),
    Bug(
        "a message claimed before is claimed again",
        "chassis/src/chassis/postgres/inbox.py",
        '        return frozenset(row["message_id"] for row in rows)',
        "        return frozenset(message_ids if rows is not None else ())",
        "tests/chassis/messaging/test_ports.py::test_a_message_is_claimed_once",
    ),
    Bug(
        "an older state of an account overwrites a newer one",
        "chassis/src/chassis/access/postgres.py",
        "CASE WHEN excluded.version > a.version THEN",
        "CASE WHEN excluded.version > 0 THEN",
        "tests/chassis/access/test_accounts_contract.py::test_a_reactivation_counts_and_a_late_deactivation_does_not_undo_it",
    ),
    Bug(
        "a fee that is charged already is not passed over",
        BOOKING,
        "ON CONFLICT (task_id, assignment_no) WHERE kind = 1 DO NOTHING\n",
        "",
        "tests/accounting/contract/test_booking.py::test_the_same_facts_twice_have_one_effect",
    ),
    Bug(
        "a balance is read, changed and written without holding it",
        BOOKING,
        "    SELECT id FROM ledger_account WHERE id IN (SELECT id FROM deltas) "
        "ORDER BY id FOR NO KEY UPDATE\n"
        "), balances AS (\n"
        "    UPDATE ledger_account a SET balance = a.balance + d.by\n",
        "    SELECT id, balance FROM ledger_account WHERE id IN (SELECT id FROM deltas)\n"
        "), balances AS (\n"
        "    UPDATE ledger_account a SET balance = l.balance + d.by\n",
        f"{AT_ONCE}::test_different_facts_booked_by_several_at_once_are_all_booked",
        also=(SEVERAL_WRITERS,),
    ),
    Bug(
        "several write the books at once",
        SEVERAL_WRITERS.file,
        SEVERAL_WRITERS.right,
        SEVERAL_WRITERS.wrong,
        f"{AT_ONCE}::test_batches_that_touch_the_same_rows_in_opposite_order_do_not_block_each_other_for_good",
    ),
    Bug(
        "the company does not pay what its popugs earn",
        BOOKING,
        "    UNION ALL SELECT 1, sum(fees - rewards) FROM totals HAVING count(*) > 0\n",
        "    UNION ALL SELECT 1, sum(fees) FROM totals HAVING count(*) > 0\n",
        "tests/accounting/contract/test_verify.py::test_finds_nothing_in_books_that_are_right",
    ),
    Bug(
        "a price is drawn anew for whoever asks",
        "services/accounting/src/accounting/domain/price.py",
        "        digest = hmac.digest(self.key, task_id.bytes, sha256)\n",
        '        digest = hmac.digest(__import__("secrets").token_bytes(), task_id.bytes, sha256)\n',
        "tests/accounting/unit/test_price.py::test_a_task_has_one_price_whoever_asks",
    ),
    Bug(
        "whoever saves a task last wins",
        "services/tracker/src/tracker/adapters/postgres/tasks.py",
        "WHERE seq = (SELECT seq FROM task WHERE id = $1) AND version = $2\n",
        "WHERE seq = (SELECT seq FROM task WHERE id = $1) AND version >= $2 - 1000\n",
        "tests/tracker/contract/test_tasks.py::test_the_second_writer_is_told_that_it_is_stale",
    ),
    Bug(
        "a reassignment passes completed tasks on",
        "services/tracker/src/tracker/adapters/postgres/passing_on.py",
        "        WHERE t.status = 0 AND t.seq > $2 AND t.seq <= $3\n        RETURNING",
        "        WHERE t.seq > $2 AND t.seq <= $3\n        RETURNING",
        "tests/tracker/contract/test_reassignments.py::test_completed_tasks_stay_where_they_are",
    ),
    Bug(
        "an entry told twice counts twice in the figures",
        "services/analytics/src/analytics/adapters/postgres/figures_sql.py",
        "    FROM fresh GROUP BY day ORDER BY day\n",
        "    FROM told GROUP BY day ORDER BY day\n",
        "tests/analytics/contract/test_figures.py::test_an_entry_counts_once_however_often_it_is_told",
    ),
)
