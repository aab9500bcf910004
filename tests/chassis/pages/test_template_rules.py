import re
from pathlib import Path

import pytest

from tests.chassis.pages.support import macro
from tests.chassis.pages.template_rules import RULES, broken_rules

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    template
    for top in ("chassis", "services")
    for template in (ROOT / top).glob("**/templates/**/*.html")
    if "node_modules" not in template.parts
)
OFFENDERS = {
    "a script written into the page": "<script>alert(1)</script>",
    "a style written into the page": '<p style="color: red">',
    "an event handler in an attribute": '<a onclick="x()">',
    "an address of another site": '<script src="https://cdn.example/x.js"></script>',
    "script in an address": '<a href="javascript:x()">',
    "markup taken as safe": "{{ title|safe }}",
}


def unknown_macros(text: str) -> set[str]:
    return set(re.findall(r"\bkit\.([a-z_]+)\(", text)) - set(
        macro("{{ names(kit)|join(' ') }}", names=vars).split()
    )


def test_there_are_templates_to_check() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_templates_keep_to_the_content_security_policy(template: Path) -> None:
    assert broken_rules(template) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_noticed(rule: str, tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(OFFENDERS[rule])

    assert any(rule in broken for broken in broken_rules(template))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_templates_use_only_macros_that_exist(template: Path) -> None:
    assert unknown_macros(template.read_text()) == set()


def test_an_unknown_macro_is_noticed() -> None:
    assert unknown_macros("{{ kit.monney(5) }}{{ kit.money(5) }}") == {"monney"}


def test_data_and_our_own_modules_are_allowed(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '<script type="application/json">{}</script><script type="module" src="/static/a.js"></script>'
    )

    assert broken_rules(template) == []
