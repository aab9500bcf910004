"""How auth's events read here."""

import schema_registry
from chassis.access import DeactivateAccounts, RegisterAccounts, subscriptions
from tests.chassis.access.builders import KESHA, NOON, a_deactivation, a_state, an_envelope


def test_every_account_event_of_the_registry_is_subscribed_to() -> None:
    told = {name for name in schema_registry.EVENTS if name.startswith("account.")}

    subscribed = {subscription.event.type for subscription in subscriptions()}

    assert subscribed == told


def test_a_batch_of_states_becomes_one_command_that_says_when_each_was_told() -> None:
    translate = {one.event.type: one.translate for one in subscriptions()}["account.updated"]
    envelopes = [an_envelope("account.updated", version=1, name="Kesha 1"), an_envelope("account.updated")]

    command = translate(envelopes)

    assert isinstance(command, RegisterAccounts)
    assert command.states[0] == a_state(1, told_at=NOON)
    assert len(command.states) == 2


def test_a_batch_of_deactivations_becomes_one_command() -> None:
    translate = {one.event.type: one.translate for one in subscriptions()}["account.deactivated"]

    command = translate([an_envelope("account.deactivated")])

    assert isinstance(command, DeactivateAccounts)
    assert command.deactivations == (a_deactivation(NOON),)
    assert command.deactivations[0].account_id == KESHA


def test_the_examples_that_tests_use_are_what_the_registry_accepts() -> None:
    for event_type in ("account.created", "account.updated", "account.deactivated"):
        envelope = an_envelope(event_type)

        schema_registry.validate_envelope(envelope.as_json())
