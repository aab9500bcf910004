"""Everything accounting does: each command, reaction and subscription, by hand."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import tzinfo

from accounting.application.commands.charge_assignments import ChargeAssignments, ChargeAssignmentsHandler
from accounting.application.commands.close_day import CloseDay, CloseDayHandler
from accounting.application.commands.close_ended_days import CloseEndedDays, CloseEndedDaysHandler
from accounting.application.commands.continue_closing import ContinueClosing, ContinueClosingHandler
from accounting.application.commands.learn_tasks import LearnTasks, LearnTasksHandler
from accounting.application.commands.queue_payout_mails import QueuePayoutMails, QueuePayoutMailsHandler
from accounting.application.commands.resend_payout_mail import ResendPayoutMail, ResendPayoutMailHandler
from accounting.application.commands.reward_completions import RewardCompletions, RewardCompletionsHandler
from accounting.application.price_list import PriceList
from accounting.application.reactions.announce_day_closed import AnnounceDayClosed
from accounting.application.reactions.announce_payouts import AnnouncePayouts
from accounting.application.reactions.announce_tasks_priced import AnnounceTasksPriced
from accounting.bootstrap.scope import AccountingScope
from accounting.domain.events import DayClosed, EmployeesPaid, TasksPriced
from accounting.domain.price import Tariff
from accounting.entrypoints.consumer.own_events import SUBSCRIPTIONS as FROM_ITSELF
from accounting.entrypoints.consumer.subscriptions import SUBSCRIPTIONS as FROM_THE_TRACKER
from chassis.access import (
    DeactivateAccounts,
    DeactivateAccountsHandler,
    RegisterAccounts,
    RegisterAccountsHandler,
    subscriptions,
)
from chassis.clock import Clock
from chassis.consumer import Subscription
from chassis.mediator import Mediator, Observe, unobserved

SUBSCRIPTIONS: Sequence[Subscription] = (*FROM_THE_TRACKER, *FROM_ITSELF, *subscriptions())


@dataclass(frozen=True, slots=True)
class Choices:
    """What may differ between two accountings that do the same."""

    clock: Clock
    zone: tzinfo
    tariff: Tariff
    close_ahead_of_time: bool = False
    observe: Observe = unobserved


OpenScope = Callable[[], AbstractAsyncContextManager[AccountingScope]]


def mediator_of(open_scope: OpenScope, choices: Choices) -> Mediator[AccountingScope]:
    mediator = Mediator(open_scope, choices.observe)
    _register_booking(mediator, choices.tariff)
    _register_closing(mediator, choices)
    mediator.register_command(
        QueuePayoutMails, lambda scope: QueuePayoutMailsHandler(scope.mails, choices.clock)
    )
    mediator.register_command(
        ResendPayoutMail, lambda scope: ResendPayoutMailHandler(scope.mails, choices.clock)
    )
    mediator.register_command(RegisterAccounts, lambda scope: RegisterAccountsHandler(scope.accounts))
    mediator.register_command(DeactivateAccounts, lambda scope: DeactivateAccountsHandler(scope.accounts))
    return mediator


def _register_booking(mediator: Mediator[AccountingScope], tariff: Tariff) -> None:
    def price_list(scope: AccountingScope) -> PriceList:
        return PriceList(scope.prices, tariff, scope.events)

    mediator.register_command(LearnTasks, lambda scope: LearnTasksHandler(scope.tasks, price_list(scope)))
    mediator.register_command(
        ChargeAssignments, lambda scope: ChargeAssignmentsHandler(price_list(scope), scope.ledger)
    )
    mediator.register_command(
        RewardCompletions, lambda scope: RewardCompletionsHandler(price_list(scope), scope.ledger)
    )
    mediator.register_event(TasksPriced, lambda scope: AnnounceTasksPriced(scope.outbox))


def _register_closing(mediator: Mediator[AccountingScope], choices: Choices) -> None:
    mediator.register_command(
        CloseDay,
        lambda scope: CloseDayHandler(
            days=scope.days,
            synchronisation=scope.synchronisation,
            clock=choices.clock,
            zone=choices.zone,
            ahead_of_time=choices.close_ahead_of_time,
        ),
    )
    mediator.register_command(
        CloseEndedDays,
        lambda scope: CloseEndedDaysHandler(scope.days, scope.schedule, scope.synchronisation, choices.zone),
    )
    mediator.register_command(
        ContinueClosing, lambda scope: ContinueClosingHandler(scope.days, scope.events, choices.clock)
    )
    mediator.register_event(EmployeesPaid, lambda scope: AnnouncePayouts(scope.outbox))
    mediator.register_event(DayClosed, lambda scope: AnnounceDayClosed(scope.outbox))
