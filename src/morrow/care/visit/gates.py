"""Which holds stand at a gate, once overrides and acknowledgements are taken into account.

An override counts while the values that its author saw are still the values; when they change,
the hold is back, and what was set aside for another patient is not for this one.  A warning counts
as acknowledged in the same way.
"""

from collections.abc import Iterable
from typing import Final, cast

from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import GateOverridden, WarningAcknowledged
from morrow.care.visit.rules import (
    history,
    leaving,
    order,
    person,
    place,
    preparation,
    risk,
    signing,
    signs,
)
from morrow.care.visit.rules._hold import Finding, Rule
from morrow.care.visit.state import BEFORE_DOSING, GONE
from morrow.care.visit.values import Actor, Phase
from morrow.evidence import Override, Refusal, Warn

ORDER: Final[tuple[Rule, ...]] = (person.r01_identity, history.r47_long_term_review)
START: Final[tuple[Rule, ...]] = (
    *person.RULES,
    *risk.START_RULES,
    *order.RULES,
    *preparation.RULES,
    *history.RULES,
    *place.RULES,
    *signs.RULES,
)
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


def at(case: Case) -> tuple[Rule, ...]:
    """The rules of the gate that this visit stands before; none while a dose runs.

    An override is given at its own gate: nobody sets discharge criteria aside before the dose.
    """
    if case.state.phase in BEFORE_DOSING:
        return START
    if case.state.phase in {Phase.ENDED, Phase.RECOVERY}:
        return DISCHARGE
    return SIGN if case.state.phase in {*GONE, Phase.NOT_DONE} else ()


def findings(rules: Iterable[Rule], case: Case) -> tuple[Finding, ...]:
    """Everything that these rules say, overridden or not."""
    asked = tuple(rules)
    if asked not in case.found:
        case.found[asked] = tuple(found for rule in asked for found in rule(case))
    return cast(tuple[Finding, ...], case.found[asked])


def open_findings(rules: Iterable[Rule], case: Case) -> tuple[Finding, ...]:
    """What still holds: not overridden by enough people, not acknowledged."""
    return tuple(found for found in findings(rules, case) if not is_set_aside(found, case))


def is_set_aside(found: Finding, case: Case) -> bool:
    """Whether an entitled person has set this very finding aside, values and all.

    Two clinicians are two persons, and one of them is a prescriber.
    """
    since = case.state.asked_anew_from
    if isinstance(found, Warn):
        return any(
            r.version > since and _matches(r.fact, found)
            for r in case.state.all(WarningAcknowledged)
        )
    if found.override is Override.NONE:
        return False
    overrides = [
        r for r in case.state.all(GateOverridden) if r.version > since and _matches(r.fact, found)
    ]
    if found.override is not Override.TWO_CLINICIANS:
        return bool(overrides)
    people = {r.by for r in overrides}
    return len(people) > 1 and any(r.role == "prescriber" for r in overrides)


def may_override(found: Refusal, by: Actor) -> bool:
    """Whether this person may set this refusal aside."""
    return bool(_ENTITLED[found.override] & (by.roles | by.qualifications))


def _matches(fact: GateOverridden | WarningAcknowledged, found: Finding) -> bool:
    return fact.rule == found.rule and fact.seen == dict(found.seen)
