"""Accounting put together by its own composition root, and what a test may look at from outside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import schema_registry
from accounting.adapters.memory.store import MemoryStore
from accounting.adapters.postgres.audit import PostgresBooks
from accounting.application.accounting import Accounting
from accounting.application.queries.accounts import AccountView
from accounting.application.queries.entries import EntryView
from accounting.bootstrap import Choices, accounting_in_memory, accounting_over
from accounting.domain.identifiers import AccountId
from accounting.domain.price import Tariff
from accounting.domain.seal import SealMaker
from accounting.domain.transfer import result_of
from accounting.entrypoints.report import report_of
from chassis.clock import SettableClock
from chassis.messages import Command
from chassis.postgres.database import Database
from tests.accounting.builders import CHEAP, MOSCOW, NOON, PRICE_KEY, TODAY

SEALS = SealMaker.of(PRICE_KEY.encode())
ENTRIES_MAX = 10_000


@dataclass
class Harness:
    accounting: Accounting
    clock: SettableClock
    store: MemoryStore | None = None
    database: Database | None = None
    wakes: list[None] = field(default_factory=list)

    async def handle(self, *commands: Command[Any]) -> None:
        """Run `commands` as one batch of a consumer's."""
        await self.accounting.mediator.handle_all(commands)

    async def balance(self, account_id: AccountId) -> int:
        return (await self.view(account_id)).balance

    async def view(self, account_id: AccountId, today: date = TODAY) -> AccountView:
        view = await self.accounting.accounts.find(account_id, today=today)
        assert view is not None, f"nothing is known of {account_id}"
        return view

    async def entries(self, account_id: AccountId, day: date | None = None) -> Sequence[EntryView]:
        """The whole audit log, newest first."""
        page = await self.accounting.entries.page(account_id, day=day, before=None, limit=ENTRIES_MAX)
        assert not page.older
        return page.entries

    async def events(self, *types: str) -> Sequence[dict[str, Any]]:
        """What is in the outbox, oldest first, every one valid."""
        if self.store is not None:
            events = [{"type": each.type, "data": each.data} for each in self.store.outbox.events]
        else:
            events = await self._envelopes()
        return [event for event in events if not types or event["type"] in types]

    async def posted(self) -> Sequence[dict[str, Any]]:
        """Every entry announced, with its day."""
        return [
            {**transfer, "day": event["data"]["day"]}
            for event in await self.events("transfer.posted")
            for transfer in event["data"]["transfers"]
        ]

    async def assert_books_are_right(self) -> None:
        """All balances together are zero, and everything kept beside the transfers agrees with them."""
        if self.store is not None:
            result = result_of(self.store.transfers)
            events = [
                each.data["transfers"] for each in self.store.outbox.events if each.type == "transfer.posted"
            ]
            announced = [entry for entries in events for entry in entries]
            signs = {"assignment_fee": -1, "completion_reward": 1, "payout": -1}
            assert sum(signs[entry["kind"]] * entry["amount"] for entry in announced) == result
            return
        assert self.database is not None
        async with self.database.reading() as reading:
            total = await reading.driver.fetchval("SELECT sum(balance) FROM ledger_account")
        assert total == 0
        audit = await PostgresBooks(self.database, SEALS).audit()
        assert audit.is_clean, report_of(audit)

    async def _envelopes(self) -> list[dict[str, Any]]:
        assert self.database is not None
        async with self.database.reading() as reading:
            rows = await reading.driver.fetch("SELECT type, version, body FROM outbox ORDER BY id")
        envelopes = [json.loads(row["body"]) for row in rows]
        for row, envelope in zip(rows, envelopes, strict=True):
            schema_registry.validate_envelope(envelope)
            assert (row["type"], row["version"]) == (envelope["type"], envelope["eventversion"])
            assert envelope["source"] == "/accounting"
        return envelopes


def in_memory(tariff: Tariff = CHEAP) -> Harness:
    clock, store = SettableClock(NOON), MemoryStore()
    return Harness(accounting_in_memory(store, choices(clock, tariff)), clock, store=store)


def over(database: Database, tariff: Tariff = CHEAP) -> Harness:
    clock, wakes = SettableClock(NOON), list[None]()
    accounting = accounting_over(database, choices(clock, tariff), lambda: wakes.append(None))
    return Harness(accounting, clock, database=database, wakes=wakes)


def choices(clock: SettableClock, tariff: Tariff = CHEAP) -> Choices:
    return Choices(clock=clock, zone=MOSCOW, tariff=tariff, close_ahead_of_time=True)
