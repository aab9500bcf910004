"""One writer of the books at a time.

A batch of events touches prices, accounts, days and balances in whatever order the events came. Every booking
changes the company's balance, so batches of several workers wait for each other anyway; waiting at the
beginning instead means that they never wait crosswise.
"""

BOOKS = 7_002_001
"""The number of the lock that a transaction on the books begins with (`Database.transaction`)."""
