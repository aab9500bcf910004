"""Kinds of transfers as small numbers."""

from accounting.domain.transfer import TransferKind

KINDS = {1: TransferKind.ASSIGNMENT_FEE, 2: TransferKind.COMPLETION_REWARD, 3: TransferKind.PAYOUT}
