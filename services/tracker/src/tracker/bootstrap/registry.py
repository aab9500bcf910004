"""Everything the tracker does: each command, reaction and subscription, by hand."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from random import SystemRandom

from chassis.access import (
    DeactivateAccounts,
    DeactivateAccountsHandler,
    RegisterAccounts,
    RegisterAccountsHandler,
    subscriptions,
)
from chassis.clock import Clock, SystemClock
from chassis.consumer import Subscription
from chassis.mediator import Mediator, Observe, unobserved
from tracker.application.commands.complete_task import CompleteTask, CompleteTaskHandler
from tracker.application.commands.continue_reassignment import (
    ContinueReassignment,
    ContinueReassignmentHandler,
)
from tracker.application.commands.create_task import CreateTask, CreateTaskHandler
from tracker.application.commands.dismiss_departures import DismissDepartures, DismissDeparturesHandler
from tracker.application.commands.look_at_my_tasks import LookAtMyTasks, LookAtMyTasksHandler
from tracker.application.commands.post_message import PostMessage, PostMessageHandler
from tracker.application.commands.read_discussion import ReadDiscussion, ReadDiscussionHandler
from tracker.application.commands.start_reassignment import StartReassignment, StartReassignmentHandler
from tracker.application.reactions.announce_task_assigned import AnnounceTaskAssigned
from tracker.application.reactions.announce_task_completed import AnnounceTaskCompleted
from tracker.application.reactions.announce_task_created import AnnounceTaskCreated, Version
from tracker.application.reactions.show_message_posted import ShowMessagePosted
from tracker.bootstrap.scope import TrackerScope
from tracker.domain.assignment_policy import AssignmentPolicy, LeastLoaded, UniformRandom
from tracker.domain.events import MessagePosted, TaskAssigned, TaskCompleted, TaskCreated

SUBSCRIPTIONS: Sequence[Subscription] = subscriptions()


def policy_named(name: str) -> AssignmentPolicy:
    draw = SystemRandom().randrange
    policies: Sequence[AssignmentPolicy] = (UniformRandom(draw), LeastLoaded(draw))
    return next(policy for policy in policies if policy.name == name)


@dataclass(frozen=True, slots=True)
class Choices:
    """What may differ between two trackers that do the same."""

    clock: Clock = field(default_factory=SystemClock)
    policy: AssignmentPolicy = field(default_factory=lambda: policy_named(UniformRandom.name))
    task_created_version: Version = 2
    observe: Observe = unobserved


OpenScope = Callable[[], AbstractAsyncContextManager[TrackerScope]]


def mediator_of(open_scope: OpenScope, choices: Choices) -> Mediator[TrackerScope]:
    mediator = Mediator(open_scope, choices.observe)
    _register_commands(mediator, choices.clock, choices.policy)
    _register_reactions(mediator, choices.task_created_version)
    return mediator


def _register_commands(mediator: Mediator[TrackerScope], clock: Clock, policy: AssignmentPolicy) -> None:
    mediator.register_command(
        CreateTask, lambda scope: CreateTaskHandler(scope.tasks, scope.workers, policy, clock)
    )
    mediator.register_command(CompleteTask, lambda scope: CompleteTaskHandler(scope.tasks, clock))
    mediator.register_command(
        StartReassignment,
        lambda scope: StartReassignmentHandler(scope.reassignments, scope.tasks, scope.workers, clock),
    )
    mediator.register_command(
        ContinueReassignment,
        lambda scope: ContinueReassignmentHandler(scope.reassignments, scope.workers, policy, clock),
    )
    mediator.register_command(
        PostMessage, lambda scope: PostMessageHandler(scope.tasks, scope.messages, clock)
    )
    mediator.register_command(LookAtMyTasks, lambda scope: LookAtMyTasksHandler(scope.sights, clock))
    mediator.register_command(DismissDepartures, lambda scope: DismissDeparturesHandler(scope.sights, clock))
    mediator.register_command(ReadDiscussion, lambda scope: ReadDiscussionHandler(scope.readings))
    mediator.register_command(RegisterAccounts, lambda scope: RegisterAccountsHandler(scope.accounts))
    mediator.register_command(DeactivateAccounts, lambda scope: DeactivateAccountsHandler(scope.accounts))


def _register_reactions(mediator: Mediator[TrackerScope], task_created_version: Version) -> None:
    mediator.register_event(
        TaskCreated, lambda scope: AnnounceTaskCreated(scope.outbox, task_created_version)
    )
    mediator.register_event(TaskAssigned, lambda scope: AnnounceTaskAssigned(scope.outbox))
    mediator.register_event(TaskCompleted, lambda scope: AnnounceTaskCompleted(scope.outbox))
    mediator.register_event(MessagePosted, lambda scope: ShowMessagePosted(scope.pages))
