"""One writer of the books at a time.

A batch of events touches prices, accounts, days and balances in whatever order the events came. Every booking
changes the company's balance, so batches of several workers wait for each other anyway; waiting at the
beginning instead means that they never wait crosswise.
"""

from chassis.postgres.database import Transaction

BOOKS = 7_002_001
OPEN_THE_BOOKS = "SELECT pg_advisory_xact_lock($1)"


async def open_the_books(transaction: Transaction) -> None:
    """Wait until nobody else writes; the books are free again when the transaction ends."""
    await transaction.driver.execute(OPEN_THE_BOOKS, BOOKS)
