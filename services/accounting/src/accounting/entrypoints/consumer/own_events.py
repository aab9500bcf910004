"""What accounting hears from itself, and what it makes of it: work that closing a day need not wait for."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from accounting.application.commands.queue_payout_mails import QueuePayoutMails
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.payout_mail import Payout
from chassis.consumer import Subscription
from chassis.envelope import Envelope
from schema_registry.payloads import PAYOUT_MADE_V1, PayoutMadeV1


def payout_made_v1(envelopes: Sequence[Envelope[PayoutMadeV1]]) -> QueuePayoutMails:
    """Every payout is mailed to whom it was made."""
    return QueuePayoutMails(
        [
            Payout(
                AccountId(UUID(data["account_id"])), date.fromisoformat(data["day"]), Cents(data["amount"])
            )
            for data in (envelope.data for envelope in envelopes)
        ]
    )


SUBSCRIPTIONS = (Subscription(PAYOUT_MADE_V1, payout_made_v1),)
