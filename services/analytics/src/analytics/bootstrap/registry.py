"""Everything analytics does: each command and subscription, by hand."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from analytics.application.commands.learn_tasks import LearnTasks, LearnTasksHandler
from analytics.application.commands.record_closed_days import RecordClosedDays, RecordClosedDaysHandler
from analytics.application.commands.record_completions import RecordCompletions, RecordCompletionsHandler
from analytics.application.commands.record_entries import RecordEntries, RecordEntriesHandler
from analytics.application.commands.record_payouts import RecordPayouts, RecordPayoutsHandler
from analytics.application.commands.record_prices import RecordPrices, RecordPricesHandler
from analytics.bootstrap.scope import AnalyticsScope
from analytics.entrypoints.consumer.subscriptions import OWN_SUBSCRIPTIONS
from chassis.access import (
    DeactivateAccounts,
    DeactivateAccountsHandler,
    RegisterAccounts,
    RegisterAccountsHandler,
    subscriptions,
)
from chassis.consumer import Subscription
from chassis.mediator import Mediator, Observe, unobserved

SUBSCRIPTIONS: Sequence[Subscription] = (*OWN_SUBSCRIPTIONS, *subscriptions())

OpenScope = Callable[[], AbstractAsyncContextManager[AnalyticsScope]]


def mediator_of(open_scope: OpenScope, observe: Observe = unobserved) -> Mediator[AnalyticsScope]:
    mediator = Mediator(open_scope, observe)
    mediator.register_command(RecordEntries, lambda scope: RecordEntriesHandler(scope.figures))
    mediator.register_command(LearnTasks, lambda scope: LearnTasksHandler(scope.tasks))
    mediator.register_command(RecordClosedDays, lambda scope: RecordClosedDaysHandler(scope.reports))
    mediator.register_command(RecordCompletions, lambda scope: RecordCompletionsHandler(scope.reports))
    mediator.register_command(RecordPrices, lambda scope: RecordPricesHandler(scope.reports))
    mediator.register_command(RecordPayouts, lambda scope: RecordPayoutsHandler(scope.reports))
    mediator.register_command(RegisterAccounts, lambda scope: RegisterAccountsHandler(scope.accounts))
    mediator.register_command(DeactivateAccounts, lambda scope: DeactivateAccountsHandler(scope.accounts))
    return mediator
