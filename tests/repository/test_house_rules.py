"""The repository tests itself: every house rule over every module, and each rule over itself."""

import pytest

from tests.repository import rules
from tests.repository.sources import module, modules

RULES = [pytest.param(rule, id=rule.name.replace(" ", "-")) for rule in rules.ALL]


@pytest.mark.parametrize("rule", RULES)
def test_every_module_keeps_the_rule(rule: rules.Rule) -> None:
    findings = [finding for each in modules() for finding in rule.findings(each)]
    assert not findings, f"{rule.name}:\n" + "\n".join(findings)


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_finds_each_of_its_bad_samples(rule: rules.Rule) -> None:
    missed = [text for path, text in rule.bad if not rule.findings(module(path, text))]
    assert rule.bad
    assert not missed


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_lets_its_good_samples_stand(rule: rules.Rule) -> None:
    wrong = [found for path, text in rule.good for found in rule.findings(module(path, text))]
    assert rule.good
    assert not wrong


def test_the_rules_saw_the_package() -> None:
    """A walk over an empty folder keeps every rule."""
    paths = {each.path for each in modules()}
    assert {"quantities.py", "evidence.py", "care/__init__.py", "clinic/__init__.py"} <= paths
