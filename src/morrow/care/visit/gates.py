"""Which holds stand at a gate, once overrides and acknowledgements are taken into account.

An override counts while the values that its author saw are still the values; when they change,
the hold is back.  A warning counts as acknowledged in the same way.
"""

from collections.abc import Iterable
from typing import Final

from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import GateOverridden, WarningAcknowledged
from morrow.care.visit.rules import leaving, order, person, place, signing
from morrow.care.visit.rules._hold import Finding, Rule
from morrow.care.visit.values import Actor
from morrow.evidence import Override, Refusal, Warn

START: Final[tuple[Rule, ...]] = (*person.RULES, *order.RULES, *place.RULES)
DISCHARGE: Final[tuple[Rule, ...]] = leaving.RULES
SIGN: Final[tuple[Rule, ...]] = signing.RULES

_ENTITLED: Final = {
    Override.NONE: frozenset[str](),
    Override.NURSE: frozenset({"nurse", "prescriber"}),
    Override.PRESCRIBER: frozenset({"prescriber"}),
    Override.PSYCHIATRIST: frozenset({"psychiatrist"}),
    Override.TWO_CLINICIANS: frozenset({"prescriber", "nurse"}),
    Override.SECOND_SIGNATURE: frozenset[str](),
}


def findings(rules: Iterable[Rule], case: Case) -> tuple[Finding, ...]:
    """Everything that these rules say, overridden or not."""
    return tuple(found for rule in rules for found in rule(case))


def open_findings(rules: Iterable[Rule], case: Case) -> tuple[Finding, ...]:
    """What still holds: not overridden by enough people, not acknowledged."""
    return tuple(found for found in findings(rules, case) if not is_set_aside(found, case))


def is_set_aside(found: Finding, case: Case) -> bool:
    """Whether an entitled person has set this very finding aside, values and all."""
    if isinstance(found, Warn):
        return any(
            _matches(recorded.fact, found) for recorded in case.state.all(WarningAcknowledged)
        )
    people = {r.by for r in case.state.all(GateOverridden) if _matches(r.fact, found)}
    needed = 2 if found.override is Override.TWO_CLINICIANS else 1
    return found.override is not Override.NONE and len(people) >= needed


def may_override(found: Refusal, by: Actor) -> bool:
    """Whether this person may set this refusal aside."""
    return bool(_ENTITLED[found.override] & (by.roles | by.qualifications))


def _matches(fact: GateOverridden | WarningAcknowledged, found: Finding) -> bool:
    return fact.rule == found.rule and fact.seen == dict(found.seen)
