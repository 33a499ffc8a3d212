"""The parts of the view that only a filed record asks for: the drug's paper trail (R52), alarms
that are over, and how the patient was before leaving.
"""

from fractions import Fraction
from typing import Any

from morrow.care.patient import ConsentAttested, EligibilityAttested
from morrow.care.recorded import Recorded
from morrow.care.visit import given
from morrow.care.visit.alarms import words
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring
from morrow.care.visit.naming import LABELS
from morrow.care.visit.values import Answer
from morrow.care.visit.view.answers import read_twice
from morrow.care.visit.view.bedside import iso
from morrow.quantities import plain

ASSESSMENTS = (
    leaving.RecoveryAssessed,
    leaving.NewSuicidalThoughtsAsked,
    check_in.RiskItemAnswered,
)
_LIMBS = {0: "no", 2: "two", 4: "all"}
_BREATHING = {0: "none", 1: "limited", 2: "deep, coughs"}
_ANSWERS = {Answer.YES: "yes", Answer.NO: "no", Answer.DECLINED: "declined to answer"}


def parts(case: Case) -> dict[str, Any]:
    """Everything that a filed record says beyond the page."""
    return {
        "attested": attested(case),
        "preparation": preparation(case),
        "vials": [_vial(one) for one in case.state.all(dosing.VialOpened)],
        "left_in_line": [
            {"volume_ml": plain(one.fact.volume_ml), "at": iso(one.happened_at), "by": one.by}
            for one in case.state.all(dosing.LineResidualRecorded)
        ],
        "comments": comments(case),
        "alarms": alarm_history(case),
        "assessments": assessments(case),
        "emergencies": [
            {"at": iso(one.happened_at), "by": one.by, "text": emergency_words(one.fact)}
            for one in _emergency_facts(case)
        ],
    }


def attested(case: Case) -> dict[str, Any]:
    """The decision to treat and the consent that stand behind the start; None where there is none.

    Of a visit with a dose, what was on record when that began: a consent that was withdrawn or
    renewed since is another matter.
    """
    began, product, route = given.dose_began(case.state), case.state.product, case.state.route
    patient = case.know.patient.by(began) if began else case.know.patient
    decided = [one for one in patient.all(EligibilityAttested) if one.fact.product is product]
    consent = patient.consent(product, route) if product and route else None
    return {
        "eligibility": _said(decided[-1], _eligible(decided[-1].fact)) if decided else None,
        "consent": _said(consent, _consented(consent.fact)) if consent else None,
    }


def _said(recorded: Recorded[Any], text: str) -> dict[str, Any]:
    return {"at": iso(recorded.happened_at), "by": recorded.by, "text": text}


def _eligible(decision: EligibilityAttested) -> str:
    found = ", ".join(decision.contraindications) or "none"
    return f"{decision.document}, decided on {decision.decided_on}; contraindications: {found}"


def _consented(consent: ConsentAttested) -> str:
    off_label = "acknowledged" if consent.off_label_acknowledged else "not acknowledged"
    return f"{consent.document}, signed on {consent.signed_on}; off-label use {off_label}"


def preparation(case: Case) -> dict[str, Any] | None:
    """What was drawn up, once a second person has read it blind; None before."""
    entered = case.answered(check_in.PreparationEntered)
    checked = case.answered(check_in.PreparationChecked)
    if entered is None or checked is None or not read_twice(case):
        return None
    fact = entered.fact
    return {
        "product": fact.product,
        "lot": fact.lot,
        "expires_on": fact.expires_on.isoformat(),
        "vial_mg_per_ml": None if fact.vial_mg_per_ml is None else plain(fact.vial_mg_per_ml),
        "drawn_ml": None if fact.drawn_ml is None else plain(fact.drawn_ml),
        "drawn_mg": _drawn_mg(fact),
        "devices": fact.devices,
        "by": entered.by,
        "checked_by": checked.by,
    }


def _drawn_mg(fact: check_in.PreparationEntered) -> str | None:
    if fact.drawn_ml is None or fact.vial_mg_per_ml is None:
        return None
    return plain(Fraction(fact.drawn_ml) * Fraction(fact.vial_mg_per_ml), places=2)


def _vial(one: Recorded[dosing.VialOpened]) -> dict[str, Any]:
    return {
        "lot": one.fact.lot,
        "expires_on": one.fact.expires_on.isoformat(),
        "content_mg": plain(one.fact.content_mg),
        "content_ml": plain(one.fact.content_ml),
        "at": iso(one.happened_at),
        "by": one.by,
    }


def comments(case: Case) -> list[dict[str, Any]]:
    """What was written beside charted values, by when they were taken."""
    found = []
    for one in sorted(case.state.all(monitoring.SetCharted), key=lambda one: one.happened_at):
        beside = [(LABELS[r.parameter], r.comment) for r in one.fact.readings if r.comment]
        texts = [one.fact.comment, *(f"{label}: {said}" for label, said in beside)]
        found += [
            {"at": iso(one.happened_at), "by": one.by, "text": text} for text in texts if text
        ]
    return found


def alarm_history(case: Case) -> list[dict[str, Any]]:
    """Every alarm from its raising: who saw it, what was done, and when it was over.

    Each rise to a graver level is a line of its own.
    """
    kinds = (monitoring.AlarmRaised, monitoring.AlarmSeen, monitoring.AlarmCleared)
    facts = [one for kind in kinds for one in case.state.by_kind.get(kind, ())]
    found: list[dict[str, Any]] = []
    open_: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(facts, key=lambda one: one.version):
        match one.fact:
            case monitoring.AlarmRaised() as raised:
                line: dict[str, Any] = {
                    "at": iso(one.happened_at),
                    "level": raised.level,
                    "text": words(raised),
                    "rule": raised.rule,
                    "seen": [],
                    "over_at": None,
                    "over_because": "",
                }
                found.append(line)
                open_.setdefault(raised.key, []).append(line)
            case monitoring.AlarmSeen(key=key, done=done) if key in open_:
                seen = {"at": iso(one.happened_at), "by": one.by, "done": done}
                open_[key][-1]["seen"].append(seen)
            case monitoring.AlarmCleared(key=key, reason=reason):
                for line in open_.pop(key, []):
                    line |= {"over_at": iso(one.happened_at), "over_because": reason}
    return found


def assessments(case: Case) -> list[dict[str, Any]]:
    """What was found before leaving, and answers that tell of risk, by when it was found."""
    found = [one for kind in ASSESSMENTS for one in case.state.by_kind.get(kind, ())]
    return [
        {"at": iso(one.happened_at), "by": one.by, "text": assessed(one.fact)}
        for one in sorted(found, key=lambda one: (one.happened_at, one.version))
    ]


def assessed(fact: object) -> str:
    """One assessment in words."""
    match fact:
        case leaving.RecoveryAssessed() as seen:
            return "; ".join(
                (
                    f"orientation {seen.orientation_deficit or 'full'}",
                    f"gait {seen.gait_deficit or 'steady'}",
                    f"moves {_LIMBS.get(seen.limbs_moving, seen.limbs_moving)} limbs",
                    f"breathing {_BREATHING.get(seen.breathing, seen.breathing)}",
                    f"vomiting {'yes' if seen.vomiting else 'no'}",
                    f"CADSS-6 {seen.cadss6}",
                    f"MOAA/S {seen.moaas}",
                )
            )
        case leaving.NewSuicidalThoughtsAsked(answer=answer, words=said):
            text = f"new thoughts of suicide since arrival: {_ANSWERS[answer]}"
            return f"{text} ({said})" if said else text
        case check_in.RiskItemAnswered(scale=scale, answer=score):
            return f"{scale}, suicide item: {score}"
        case _:
            raise TypeError(f"{type(fact).__name__} is no assessment")


def _emergency_facts(case: Case) -> list[Recorded[Any]]:
    kinds = (monitoring.EmergencyDeclared, monitoring.EmergencyStepTaken, monitoring.EmergencyEnded)
    found = [one for kind in kinds for one in case.state.by_kind.get(kind, ())]
    return sorted(found, key=lambda one: (one.happened_at, one.version))


def emergency_words(fact: object) -> str:
    """One step of an emergency in words."""
    match fact:
        case monitoring.EmergencyDeclared(note=note):
            return f"Declared: {note}" if note else "Declared"
        case monitoring.EmergencyStepTaken(step=step, note=note):
            return f"{step.capitalize()}: {note}" if note else step.capitalize()
        case monitoring.EmergencyEnded(outcome=outcome):
            return f"Over: {outcome}"
        case _:
            raise TypeError(f"{type(fact).__name__} is no step of an emergency")
