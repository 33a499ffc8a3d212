"""How a rule table tells a visit: everything as it should be, except what a row changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.decide import Held
from morrow.care.visit.facts import check_in
from morrow.care.visit.facts.monitoring import SetCharted
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.values import Actor, Route
from morrow.evidence import Override, Refusal, Status
from tests.care.visit import cast
from tests.care.visit.cast import NURSE, ORDER, PRESCRIBER, SECOND, Story


def before_dose(
    know: Knowledge | None = None,
    *,
    answers: Mapping[type, object | None] | None = None,
    order: Mapping[str, object] | None = None,
    acknowledged: tuple[str, ...] = (),
    first: Mapping[str, object] | None = None,
    second: Mapping[str, object] | None = None,
    sets: Iterable[tuple[float, SetCharted]] = ((0, cast.readings()),),
    nurse: Actor | None = NURSE,
) -> Story:
    """A visit just before its dose, every gate met but for these changes.

    `answers`: other answers by kind, None for one not given.  `sets`: the baseline sets, each
    with the minutes that pass after it.
    """
    story = cast.booked(know).record(check_in.PatientArrived()).wait(1)
    given = {type(one): one for one in cast.check_in_facts(story.now)} | dict(answers or {})
    late = [kind for kind, one in given.items() if one is None]
    for kind, one in given.items():
        if one is not None:
            story.record(one)
        elif kind in _ORDER_NEEDS:
            raise ValueError(f"nothing is ordered without {kind.__name__}: test the order")
    del late
    story.must(
        c.SignOrder(
            request=cast.request(story.route, **(order or {})),
            signature=cast.signature(PRESCRIBER, story.now),
            acknowledged=acknowledged,
            reason="why" if acknowledged else "",
        ),
        PRESCRIBER,
    )
    cast.prepared(story, NURSE, check_in.PreparationEntered, **(first or {}))
    cast.prepared(story, SECOND, check_in.PreparationChecked, **(second or {}))
    if nurse is not None:
        story.must(c.AcceptPatient(), nurse)
    for wait, charted in sets:
        story.record(charted).wait(wait)
    return story.wait(1)


_ORDER_NEEDS = {
    check_in.IdentityConfirmed,
    check_in.AllergiesConfirmed,
    check_in.MedicationsReviewed,
    check_in.WeightMeasured,
}


def open_at_start(story: Story) -> set[str]:
    """The rules that hold or warn at the start gate now."""
    return {found.rule for found in gates.open_findings(gates.START, story.case())}


def open_at_leaving(story: Story) -> set[str]:
    return {found.rule for found in gates.open_findings(gates.DISCHARGE, story.case())}


def open_at_signing(story: Story) -> set[str]:
    found = gates.open_findings(gates.SIGN, story.case())
    return {"FLAG" if one.rule.startswith("FLAG.") else one.rule for one in found}


def finding(story: Story, rule: str) -> Finding:
    """The one finding of that rule at the gate where the visit stands."""
    found = [
        one for one in gates.findings(gates.at(story.case()), story.case()) if one.rule == rule
    ]
    assert len(found) == 1, [
        one.rule for one in gates.findings(gates.at(story.case()), story.case())
    ]
    return found[0]


def held_rules(decision: object) -> set[str]:
    """Why a command was held; an empty set when it was not."""
    return {one.rule for one in decision.findings} if isinstance(decision, Held) else set()


def start(story: Story, by: Actor = NURSE) -> set[str]:
    """Try the dose as the route has it; the rules that held it."""
    kinds: dict[Any, object] = {
        Route.IV: c.StartInfusion(order=ORDER),
        Route.IM: c.GiveInjection(order=ORDER, site="arm"),
        Route.NASAL: c.GiveSpray(order=ORDER, lot="SYN-DEVICE"),
    }
    return held_rules(story.do(kinds[story.route], by))


def override(story: Story, rule: str, by: Actor = PRESCRIBER, reason: str = "why") -> set[str]:
    return held_rules(story.do(c.OverrideGate(rule=rule, reason=reason), by))


def acknowledge(story: Story, rule: str, by: Actor = NURSE) -> set[str]:
    return held_rules(story.do(c.AcknowledgeWarning(rule=rule, reason="why"), by))


@dataclass(frozen=True)
class Row:
    """One line of a rule table: its words, what differs, and the rules that then stand open."""

    words: str
    open: frozenset[str] = frozenset()
    know: Knowledge | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words


def says_why(found: Finding) -> None:
    """Every hold and warning has a reason, a source with its status, and a way on."""
    assert found.reason.strip()
    assert found.source.citation
    assert found.source.status in Status
    if isinstance(found, Refusal):
        assert found.remedy.strip()
        assert found.override in Override
