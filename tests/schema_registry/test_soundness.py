"""The registry holds together, and each check that says so can say otherwise."""

from pathlib import Path

import jsonschema_rs
import pytest

from schema_registry.layout import REGISTRY, envelope_path, read_json, schema_path, schemas
from schema_registry.soundness import faults
from schema_registry.soundness.catalogue import catalogue_faults
from schema_registry.soundness.examples import example_faults
from schema_registry.soundness.files import file_faults
from schema_registry.soundness.identity import identity_faults
from tests.schema_registry.builders import change_schema


def test_the_registry_is_sound() -> None:
    assert faults(REGISTRY) == []


def test_every_schema_is_a_draft_07_schema() -> None:
    for path in [envelope_path(REGISTRY), *(path for _, _, path in schemas(REGISTRY))]:
        jsonschema_rs.meta.validate(read_json(path))


def test_one_broken_part_breaks_the_whole(registry: Path) -> None:
    (registry / "schemas" / "notes.txt").write_text("beaks")

    assert faults(registry) == ["schemas/notes.txt belongs to no version of an event: move or remove it."]


class TestFiles:
    def test_a_hole_between_versions_is_found(self, registry: Path) -> None:
        schema_path(registry, "task.created", 2).rename(schema_path(registry, "task.created", 3))

        assert "task.created has versions [1, 3]: they count from 1 without a hole." in file_faults(registry)

    def test_versions_that_begin_late_are_found(self, registry: Path) -> None:
        schema_path(registry, "task.created", 1).unlink()

        assert "task.created has versions [2]: they count from 1 without a hole." in file_faults(registry)

    def test_an_event_without_any_version_is_found(self, registry: Path) -> None:
        schema_path(registry, "day.closed", 1).unlink()

        assert "day.closed has versions []: they count from 1 without a hole." in file_faults(registry)

    def test_a_schema_missing_in_the_catalogue_is_found(self, registry: Path) -> None:
        (registry / "schemas" / "task.eaten").mkdir()
        schema_path(registry, "task.eaten", 1).write_text("{}")

        found = file_faults(registry)

        assert "schemas/task.eaten is not in the catalogue: describe it there, or remove it." in found
        assert "examples/task.eaten/1/valid holds no example." in found

    def test_a_catalogue_entry_without_a_schema_is_found(self, registry: Path) -> None:
        (registry / "schemas" / "day.closed").rename(registry / "schemas" / "day.ended")

        assert "day.closed is in the catalogue but has no schemas/day.closed/1.json." in file_faults(registry)

    @pytest.mark.parametrize("folder", ["task.created/2/valid", "day.closed/1/invalid", "envelope/valid"])
    def test_a_schema_without_examples_is_found(self, registry: Path, folder: str) -> None:
        for example in (registry / "examples" / folder).iterdir():
            example.unlink()

        assert file_faults(registry) == [f"examples/{folder} holds no example."]

    @pytest.mark.parametrize(
        "orphan",
        [
            "schemas/task.created/draft.json",
            "schemas/task.created/02.json",
            "schemas/day.closed/1.json.orig",
            "examples/task.created/3/valid/future.json",
            "examples/task.created/2/valid/notes.md",
            "examples/task.created/2/maybe/doubtful.json",
            "examples/task.eaten/1/valid/eaten.json",
        ],
    )
    def test_a_file_that_belongs_to_nothing_is_found(self, registry: Path, orphan: str) -> None:
        (registry / orphan).parent.mkdir(parents=True, exist_ok=True)
        (registry / orphan).write_text("{}")

        assert file_faults(registry) == [f"{orphan} belongs to no version of an event: move or remove it."]


class TestCatalogue:
    @pytest.mark.parametrize(
        ("written", "instead", "fault"),
        [
            ('producer = "tracker"', 'producer = ""', "task.created has no producer."),
            ("consumers = { accounting = [1] }", "consumers = {}", "task.assigned needs consumers"),
            (
                "accounting = [1, 2]",
                "accounting = []",
                "task.created has versions [1, 2], of which accounting",
            ),
            (
                "accounting = [1, 2]",
                "accounting = [3]",
                "task.created has versions [1, 2], of which accounting",
            ),
            ("sends = [1, 2]", "sends = [3]", "task.created has versions [1, 2], of which it sends [3]"),
            ("sends = [1, 2]", "sends = []", "task.created has versions [1, 2], of which it sends []"),
            (
                "A business day was closed and its totals are final.",
                "A business day",
                "day.closed needs a description",
            ),
            ("deprecated = [1]", "deprecated = [2]", "task.created deprecates v2"),
            ("deprecated = [1]", "deprecated = [7]", "task.created deprecates v7"),
        ],
    )
    def test_a_fault_is_found(self, registry: Path, written: str, instead: str, fault: str) -> None:
        catalogue = registry / "catalogue.toml"
        catalogue.write_text(catalogue.read_text().replace(written, instead, 1))

        found = catalogue_faults(registry)

        assert len(found) == 1
        assert found[0].startswith(fault)


class TestIdentity:
    @pytest.mark.parametrize(
        ("keyword", "value"),
        [
            ("$id", "urn:popug:task.created:1"),
            ("title", "task.created v1"),
            ("$schema", "https://json-schema.org/draft/2020-12/schema"),
        ],
    )
    def test_a_schema_that_says_it_is_another_is_found(
        self, registry: Path, keyword: str, value: str
    ) -> None:
        change_schema(registry, "task.created", 2, lambda schema: schema.update({keyword: value}))

        found = identity_faults(registry)

        assert len(found) == 1
        assert found[0].startswith(f"schemas/task.created/2.json: {keyword} is {value!r}")

    def test_a_schema_that_does_not_say_what_it_is_is_found(self, registry: Path) -> None:
        change_schema(registry, "task.created", 2, lambda schema: schema.pop("$id"))

        assert "$id is None" in identity_faults(registry)[0]


class TestExamples:
    def test_a_valid_example_that_is_refused_is_found(self, registry: Path) -> None:
        change_schema(
            registry, "day.closed", 1, lambda schema: schema["properties"]["fees"].update(maximum=100)
        )

        found = example_faults(registry)

        place = "examples/day.closed/1/valid/busy.json"
        assert f"{place} is refused at fees: must be smaller than or equal to 100." in found

    def test_an_invalid_example_that_is_accepted_is_found(self, registry: Path) -> None:
        change_schema(
            registry, "day.closed", 1, lambda schema: schema["properties"]["fees"].update(minimum=-5)
        )

        found = example_faults(registry)

        place = "examples/day.closed/1/invalid/fees-negative.json"
        assert found == [f"{place} is accepted, although a total of amounts is not negative."]

    def test_an_invalid_example_refused_for_another_reason_is_found(self, registry: Path) -> None:
        example = registry / "examples/day.closed/1/invalid/fees-negative.json"
        example.write_text(example.read_text().replace('"minimum"', '"maximum"'))

        found = example_faults(registry)

        place = "examples/day.closed/1/invalid/fees-negative.json"
        assert found == [f"{place} is refused for minimum at fees, not for maximum at fees."]

    def test_examples_of_the_envelope_are_checked_too(self, registry: Path) -> None:
        envelope = envelope_path(registry)
        envelope.write_text(envelope.read_text().replace('"const": "1.0"', '"const": "1.1"'))

        assert any(
            "examples/envelope/valid/all-attributes.json is refused" in f for f in example_faults(registry)
        )
