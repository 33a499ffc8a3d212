"""The registry of rules: nothing without a test, and the page that is made from it is current."""

import ast
from pathlib import Path

import pytest

from morrow.care.visit import gates
from tests.care.visit import registry
from tests.care.visit.documents import RULES_PAGE, named_tests, rules_page

HERE = Path(__file__).resolve().parent
ASKED = {
    *(f"R{n:02}" for n in (1, *range(3, 7), *range(11, 23), *range(25, 37), 39, *range(47, 53))),
}


def there_are() -> set[str]:
    return {
        f"{path.name}::{node.name}"
        for path in HERE.glob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def test_every_rule_that_a_visit_can_know_is_registered_once() -> None:
    ids = [rule.id for rule in registry.ALL]
    assert len(ids) == len(set(ids))
    assert set(ids) >= ASKED


@pytest.mark.parametrize("rule", registry.ALL, ids=lambda rule: rule.id)
def test_a_rule_has_functions_and_a_test_of_its_own(rule: registry.RuleEntry) -> None:
    assert rule.functions()
    tests = named_tests().get(rule.id, list(rule.tested_by))
    assert tests
    assert set(tests) <= there_are()


def test_every_rule_of_a_gate_is_in_the_registry() -> None:
    kept = {function for rule in registry.ALL for function in rule.kept_by}
    assert {*gates.ORDER, *gates.START, *gates.DISCHARGE, *gates.SIGN} <= kept


def test_the_page_of_rules_is_what_the_registry_makes() -> None:
    assert RULES_PAGE.read_text("utf-8") == rules_page(), (
        "write it again by `python -m tests.care.visit.documents rules`"
    )
