"""Every alarm rests on something that is measured and leads to a page that says what to do."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import analytics.entrypoints.scheduler.freshness_watch
import chassis.observability.metrics
import chassis.web.request_log

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
RUNBOOKS = ROOT / "docs" / "runbooks"
MEASURING = (
    analytics.entrypoints.scheduler.freshness_watch,
    chassis.observability.metrics,
    chassis.web.request_log,
)
SUFFIXES = re.compile(r"_(bucket|sum|count|total)$")

Rule = dict[str, Any]


def rules() -> list[Rule]:
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def measured() -> set[str]:
    return {family.name for family in REGISTRY.collect()}


def unmeasured(rule: Rule) -> Iterator[str]:
    for name in re.findall(r"popug_\w+", rule["expr"]):
        if SUFFIXES.sub("", name) not in measured():
            yield f"{rule['alert']} asks for {name}, which nothing measures"


def without_a_page(rule: Rule) -> Iterator[str]:
    if not (ROOT / rule["annotations"]["runbook"]).is_file():
        yield f"{rule['alert']} leads to no page"


def test_there_are_modules_that_measure() -> None:
    assert all(module.__name__ for module in MEASURING)
    assert len(rules()) >= 7


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alarm_rests_on_what_is_measured_and_leads_to_a_page(rule: Rule) -> None:
    assert [*unmeasured(rule), *without_a_page(rule)] == []


def test_an_alarm_that_could_never_sound_is_noticed() -> None:
    rule = {
        "alert": "Never",
        "expr": "rate(popug_parrots_total[5m]) > 1",
        "annotations": {"runbook": "docs/runbooks/parrots.md"},
    }

    assert [*unmeasured(rule), *without_a_page(rule)] == [
        "Never asks for popug_parrots_total, which nothing measures",
        "Never leads to no page",
    ]


def test_every_page_is_listed_and_led_to() -> None:
    pages = {page.name for page in RUNBOOKS.glob("*.md")} - {"README.md"}
    led_to = {Path(rule["annotations"]["runbook"]).name for rule in rules()}
    listed = set(re.findall(r"\(([\w-]+\.md)\)", (RUNBOOKS / "README.md").read_text(encoding="utf-8")))

    assert pages == led_to == listed
