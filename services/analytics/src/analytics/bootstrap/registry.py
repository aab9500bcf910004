"""Everything analytics does: each command and subscription, by hand."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from analytics.application.commands.keep_told_entries import KeepToldEntries, KeepToldEntriesHandler
from analytics.application.commands.learn_tasks import LearnTasks, LearnTasksHandler
from analytics.application.commands.record_closed_days import RecordClosedDays, RecordClosedDaysHandler
from analytics.application.commands.record_completions import RecordCompletions, RecordCompletionsHandler
from analytics.application.commands.record_entries import RecordEntries, RecordEntriesHandler
from analytics.application.commands.record_payouts import RecordPayouts, RecordPayoutsHandler
from analytics.application.commands.record_prices import RecordPrices, RecordPricesHandler
from analytics.bootstrap.scope import AnalyticsScope, LoadingScope
from analytics.entrypoints.consumer.subscriptions import OWN_SUBSCRIPTIONS, OWN_SUBSCRIPTIONS_OF_A_REBUILD
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
SUBSCRIPTIONS_OF_A_REBUILD: Sequence[Subscription] = (*OWN_SUBSCRIPTIONS_OF_A_REBUILD, *subscriptions())

OpenScope = Callable[[], AbstractAsyncContextManager[AnalyticsScope]]


def mediator_of(open_scope: OpenScope, observe: Observe = unobserved) -> Mediator[AnalyticsScope]:
    mediator = Mediator(open_scope, observe)
    mediator.register_command(RecordEntries, lambda scope: RecordEntriesHandler(scope.figures))
    _register_what_is_no_entry(mediator)
    return mediator


def loading_mediator_of(
    open_scope: Callable[[], AbstractAsyncContextManager[LoadingScope]],
) -> Mediator[LoadingScope]:
    """Of a rebuild that listens to history."""
    mediator = Mediator(open_scope)
    mediator.register_command(KeepToldEntries, lambda scope: KeepToldEntriesHandler(scope.uncounted))
    _register_what_is_no_entry(mediator)
    return mediator


def _register_what_is_no_entry(mediator: Mediator[Any]) -> None:
    mediator.register_command(LearnTasks, lambda scope: LearnTasksHandler(scope.tasks))
    mediator.register_command(RecordClosedDays, lambda scope: RecordClosedDaysHandler(scope.reports))
    mediator.register_command(RecordCompletions, lambda scope: RecordCompletionsHandler(scope.reports))
    mediator.register_command(RecordPrices, lambda scope: RecordPricesHandler(scope.reports))
    mediator.register_command(RecordPayouts, lambda scope: RecordPayoutsHandler(scope.reports))
    mediator.register_command(RegisterAccounts, lambda scope: RegisterAccountsHandler(scope.accounts))
    mediator.register_command(DeactivateAccounts, lambda scope: DeactivateAccountsHandler(scope.accounts))
