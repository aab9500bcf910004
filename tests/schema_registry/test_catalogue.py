"""Who sends which event and who reads it."""

from pathlib import Path
from typing import Any, cast

import pytest

from deploy.services import SERVICES
from schema_registry import EVENTS, EventDescription
from schema_registry.catalogue import BrokenCatalogue, read_catalogue
from tests.schema_registry.builders import a_registry

ALL_OTHERS = tuple(service for service in SERVICES if service != "auth")
AGREED = {
    "account.created": ("cud", (1,), "auth", ALL_OTHERS),
    "account.updated": ("cud", (1,), "auth", ALL_OTHERS),
    "account.deactivated": ("business", (1,), "auth", ALL_OTHERS),
    "task.created": ("cud", (1, 2), "tracker", ("accounting", "analytics")),
    "task.assigned": ("business", (1,), "tracker", ("accounting",)),
    "task.completed": ("business", (1,), "tracker", ("accounting", "analytics")),
    "task.priced": ("cud", (1,), "accounting", ("analytics",)),
    "transfer.posted": ("cud", (1,), "accounting", ("analytics",)),
    "payout.made": ("business", (1,), "accounting", ("accounting", "analytics")),
    "day.closed": ("business", (1,), "accounting", ("analytics",)),
}


def test_the_events_are_those_the_services_agreed_on() -> None:
    described = {
        type: (event.kind, event.versions, event.producer, event.consumers) for type, event in EVENTS.items()
    }

    assert described == AGREED


def test_the_catalogue_cannot_be_changed_by_its_readers() -> None:
    with pytest.raises(TypeError):
        cast("dict[str, Any]", EVENTS)["task.created"] = None

    with pytest.raises(AttributeError):
        EVENTS["task.created"].producer = "auth"  # type: ignore[misc]


def test_the_consumers_of_a_created_task_read_both_of_its_versions() -> None:
    event: EventDescription = EVENTS["task.created"]

    assert event.reads == {"accounting": (1, 2), "analytics": (1, 2)}
    assert event.sends == (1, 2)


def test_what_is_sent_is_the_latest_version_unless_said_otherwise() -> None:
    assert EVENTS["task.completed"].sends == (1,)


def test_the_first_version_of_a_created_task_is_on_its_way_out() -> None:
    event: EventDescription = EVENTS["task.created"]

    assert event.deprecated == (1,)


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('kind = "cud"', 'kind = "crud"', "kind is one of"),
        (
            f"consumers = {{ {', '.join(f'{service} = [1]' for service in ALL_OTHERS)} }}",
            "consumers = 1",
            "a table of versions",
        ),
        ('producer = "auth"', 'producers = "auth"', "producers"),
        ('description = "An account exists from now on."', "", "description"),
    ],
)
def test_refuses_a_catalogue_it_cannot_read(
    tmp_path: Path, written: str, instead: str, complaint: str
) -> None:
    catalogue = a_registry(tmp_path) / "catalogue.toml"
    catalogue.write_text(catalogue.read_text().replace(written, instead, 1))

    with pytest.raises(BrokenCatalogue, match=complaint):
        read_catalogue(tmp_path)
