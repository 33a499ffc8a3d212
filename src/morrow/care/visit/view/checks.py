"""The parts of the view that hold: gates, discharge criteria, flags, and what may be done."""

from typing import Any, Final

from morrow.care.durations import minutes
from morrow.care.visit import commands as c
from morrow.care.visit import flags as visit_flags
from morrow.care.visit import gates, going_on, naming, recovery
from morrow.care.visit.case import Case
from morrow.care.visit.clearance import must_be_cleared
from morrow.care.visit.facts.check_in import GateOverridden, WarningAcknowledged
from morrow.care.visit.naming import seen_words
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.state import BEFORE_DOSING, CLOSED, GONE, WATCHED
from morrow.care.visit.values import Actor, Phase, Route
from morrow.care.visit.view.bedside import iso
from morrow.care.visit.view.drug import source
from morrow.evidence import Refusal, explain

WORDS: Final = {
    None: "NOT BOOKED",
    Phase.PLANNED: "PLANNED",
    Phase.INFUSING: "INFUSING",
    Phase.PAUSED: "PAUSED",
    Phase.INJECTED: "INJECTED",
    Phase.SPRAYING: "SPRAYING",
    Phase.ENDED: "ENDED",
    Phase.RECOVERY: "RECOVERY",
    Phase.DISCHARGED: "DISCHARGED",
    Phase.SIGNED: "SIGNED",
    Phase.CANCELLED: "CANCELLED",
    Phase.NO_SHOW: "NO-SHOW",
    Phase.NOT_DONE: "NOT DONE",
    Phase.TRANSFERRED: "TRANSFERRED",
    Phase.LEFT: "LEFT",
}
START_COMMAND: Final = {
    Route.IV: c.StartInfusion,
    Route.IM: c.GiveInjection,
    Route.NASAL: c.GiveSpray,
}


def word(case: Case) -> str:
    """The single state word.  READY and MEETS CRITERIA depend on the time, so they are asked."""
    if case.state.phase is Phase.ARRIVED:
        return "CHECKING" if gates.open_findings(gates.START, case) else "READY"
    if case.state.phase in {Phase.ENDED, Phase.RECOVERY}:
        held = gates.open_findings(gates.DISCHARGE, case)
        return WORDS[case.state.phase] if held else "MEETS CRITERIA"
    return WORDS[case.state.phase]


def finding(found: Finding, case: Case) -> dict[str, Any]:
    """A hold or warning with its reason, its source, and the way on."""
    is_hold = isinstance(found, Refusal)
    return {
        "rule": found.rule,
        "severity": "hold" if is_hold else "warn",
        "reason": found.reason,
        "remedy": found.remedy if isinstance(found, Refusal) else "acknowledge with a reason",
        "override": found.override if isinstance(found, Refusal) else None,
        "set_aside": gates.is_set_aside(found, case),
        "seen": dict(seen_words(found.seen, case.know.zone)),
        "sources": [source(one) for one in explain(found)],
    }


def holds(case: Case) -> dict[str, Any]:
    """What stands before each next step; empty where the visit is not there."""
    return {
        "gates": start(case),
        "dose_held": dose_held(case),
        "must_be_cleared": case.state.phase in going_on.COMMAND and must_be_cleared(case.state),
        "discharge": discharge(case),
        "signing": signing(case),
    }


def start(case: Case) -> list[dict[str, Any]]:
    """The pre-infusion checklist: what is unmet, then what somebody set aside."""
    if case.state.phase not in BEFORE_DOSING:
        return []
    return _sorted(gates.findings(gates.START, case), case)


def dose_held(case: Case) -> list[dict[str, Any]]:
    """What holds a dose that rests: the next device, or an infusion that is paused."""
    return [finding(one, case) for one in going_on.holds(case)]


def discharge(case: Case) -> list[dict[str, Any]]:
    if case.state.phase not in WATCHED:
        return []
    return _sorted(gates.findings(gates.DISCHARGE, case), case)


def signing(case: Case) -> list[dict[str, Any]]:
    if case.state.phase not in {*GONE, Phase.NOT_DONE}:
        return []
    return _sorted(gates.findings(gates.SIGN, case), case)


def _sorted(found: tuple[Finding, ...], case: Case) -> list[dict[str, Any]]:
    shown = [finding(one, case) for one in found]
    return sorted(shown, key=lambda one: (one["set_aside"], one["severity"] != "hold"))


def recovery_state(case: Case) -> dict[str, Any]:
    """The earliest discharge, and the computed Aldrete or what it lacks."""
    score, found = recovery.score(case), recovery.assessed(case)
    valid_for = minutes(case.protocol["recovery.max_age"])
    total = getattr(score, "total", None)
    return {
        "not_before": iso(recovery.not_before(case)),
        "assessed_at": iso(found.happened_at) if found else None,
        "valid_until": iso(found.happened_at + valid_for) if found else None,
        "aldrete": total,
        "aldrete_items": dict(getattr(score, "items", {})),
        "missing": [naming.ALDRETE.get(one, one) for one in getattr(score, "missing", ())],
    }


def flags(case: Case) -> list[dict[str, Any]]:
    """Contradictions and implausible facts that nobody has answered yet."""
    return [
        {"key": f.key, "fact": str(f.fact), "reason": f.reason, "breach": f.breach}
        for f in visit_flags.unresolved(case.state)
    ]


def overrides(case: Case) -> list[dict[str, Any]]:
    found = [*case.state.all(GateOverridden), *case.state.all(WarningAcknowledged)]
    return [
        {
            "rule": r.fact.rule,  # type: ignore[attr-defined]
            "reason": r.fact.reason,  # type: ignore[attr-defined]
            "seen": dict(seen_words(r.fact.seen, case.know.zone)),  # type: ignore[attr-defined]
            "kind": type(r.fact).__name__,
            "by": r.by,
            "role": r.role,
            "at": iso(r.happened_at),
        }
        for r in found
    ]


def allowed(case: Case, by: Actor) -> list[str]:
    """The commands that fit the phase and would not be held now, for this person's roles."""
    phase, state = case.state.phase, case.state
    found: list[type] = []
    if phase is Phase.PLANNED:
        found += [c.MoveVisit, c.CancelVisit, c.MarkNoShow]
    if phase in BEFORE_DOSING:
        found += [c.SignOrder, c.MarkNotDone]
        found += [c.RevokeOrder] if state.order and not state.dosed else []
    if phase is Phase.ARRIVED:
        found += _starts(case, by)
    if phase is Phase.INFUSING:
        found += [c.PauseInfusion, c.ChangeRate, c.CompleteInfusion]
    if phase in going_on.COMMAND and not going_on.holds(case):
        found.append(going_on.COMMAND[phase])
    if phase not in {None, *CLOSED} and "nurse" in by.roles and state.nurse != by.id:
        found.append(c.AcceptPatient)
    if word(case) == "MEETS CRITERIA":
        found.append(c.Discharge)
    if phase in {*GONE, Phase.NOT_DONE} and not gates.open_findings(gates.SIGN, case):
        found.append(c.SignVisit)
    if phase is Phase.SIGNED:
        found.append(c.AddAddendum)
    return [c.StopDosing.__name__, *(command.__name__ for command in found)]


def _starts(case: Case, by: Actor) -> list[type]:
    if gates.open_findings(gates.START, case) or case.state.nurse != by.id:
        return []
    return [START_COMMAND[case.state.route]] if case.state.route else []
