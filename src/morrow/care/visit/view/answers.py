"""What was answered at check-in and preparation, in words for the page and the printed record."""

from datetime import datetime
from typing import Any

from morrow.care.recorded import Recorded
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in as f
from morrow.care.visit.risk_answers import level as risk_level
from morrow.care.visit.values import Answer
from morrow.care.visit.view.bedside import iso
from morrow.quantities import plain

QUESTIONS = (
    (f.IdentityConfirmed, "identity"),
    (f.AllergiesConfirmed, "allergies"),
    (f.MedicationsReviewed, "medicines"),
    (f.WeightMeasured, "weight"),
    (f.HeightMeasured, "height"),
    (f.BaselineAssessed, "baseline"),
    (f.FastingAnswered, "fasting"),
    (f.ResponsibleAdultNamed, "adult"),
    (f.WardHandoverNamed, "ward"),
    (f.PregnancyAnswered, "pregnancy"),
    (f.CardiovascularAnswered, "cardiovascular"),
    (f.SuicideRiskScreened, "suicide_risk"),
    (f.RiskDispositionSigned, "disposition"),
    (f.SafetyStaffConfirmed, "staff"),
    (f.PreparationEntered, "preparation"),
    (f.PreparationChecked, "second_reading"),
)
_ANSWERS = {Answer.YES: "yes", Answer.NO: "no", Answer.DECLINED: "declined to answer"}


def check_in(case: Case) -> dict[str, Any]:
    """Each question with its answer in words, when and by whom; unanswered is null.

    The first person's preparation stays unsaid until the second has read for themselves; what is
    prepared anew is read blind anew.
    """
    blind = not read_twice(case)
    found: dict[str, Any] = {}
    for kind, name in QUESTIONS:
        recorded = case.answered(kind)
        hidden = blind and kind is f.PreparationEntered
        found[name] = None if recorded is None else _answer(recorded, hidden=hidden)
    return found


def read_twice(case: Case) -> bool:
    """Whether a second person has read the preparation that holds now, not an earlier one."""
    entered, checked = case.answered(f.PreparationEntered), case.answered(f.PreparationChecked)
    if checked is None:
        return False
    return entered is None or checked.version > entered.version


def _answer(recorded: Recorded[object], *, hidden: bool) -> dict[str, Any]:
    text = "entered; shown after the second reading" if hidden else words(recorded.fact)
    return {"at": iso(recorded.happened_at), "by": recorded.by, "text": text}


def words(fact: object) -> str:
    """One answer as a reader would say it."""
    match fact:
        case f.IdentityConfirmed(identifiers=identifiers):
            return ", ".join(identifiers)
        case f.AllergiesConfirmed(allergies=allergies):
            found = [f"{a.substance} ({a.reaction})" for a in allergies]
            return ", ".join(found) or "none known"
        case f.MedicationsReviewed(medications=medications, changes=changes):
            found = [f"{m.name} {m.dose}".strip() for m in medications]
            return f"{', '.join(found) or 'none'}; changes: {changes or 'none stated'}"
        case f.WeightMeasured(weight_kg=weight):
            return f"{plain(weight)} kg"
        case f.HeightMeasured(height_cm=height):
            return f"{plain(height)} cm"
        case f.FastingAnswered(last_food_at=food, last_fluid_at=fluid):
            return f"food {_time(food)}, fluid {_time(fluid)}"
        case f.PreparationEntered() | f.PreparationChecked():
            return _preparation(fact)
        case _:
            return _person_words(fact)


def _person_words(fact: object) -> str:
    match fact:
        case f.BaselineAssessed() as seen:
            orientation, gait = seen.orientation_deficit or "full", seen.gait_deficit or "steady"
            return f"orientation {orientation}; gait {gait}; CADSS-6 {seen.cadss6}"
        case f.ResponsibleAdultNamed(name=name, relation=relation, phone=phone):
            return f"{name} ({relation}), {phone}"
        case f.WardHandoverNamed(ward=ward, receiving_nurse=nurse):
            return f"ward {ward}, {nurse}"
        case f.PregnancyAnswered() as asked:
            test = f"test {asked.test}" + (f" on {asked.tested_on}" if asked.tested_on else "")
            feeding = _ANSWERS[asked.breast_feeding]
            return f"possible: {_ANSWERS[asked.possible]}; {test}; breast-feeding: {feeding}"
        case f.CardiovascularAnswered(event=event, last_event_on=when):
            return _ANSWERS[event] + (f", last on {when}" if when else "")
        case f.SuicideRiskScreened():
            return f"C-SSRS since last contact: {risk_level(fact)}"
        case f.RiskDispositionSigned(disposition=disposition, safety_plan=plan):
            return f"{disposition}; safety plan: {'yes' if plan else 'no'}"
        case f.SafetyStaffConfirmed(prescriber=prescriber, acls=acls):
            return f"prescriber {prescriber or 'not stated'}; ACLS {acls or 'not stated'}"
        case _:
            raise TypeError(f"{type(fact).__name__} is no answer")


def _preparation(fact: f.PreparationEntered | f.PreparationChecked) -> str:
    rows = (
        ("vial", fact.vial_mg_per_ml, "mg/mL"),
        ("weight", fact.weight_kg, "kg"),
        ("drawn", fact.drawn_ml, "mL"),
        ("pump", fact.pump_rate_ml_per_h, "mL/h"),
        ("volume", fact.pump_volume_ml, "mL"),
    )
    found = [f"{name} {plain(value)} {unit}" for name, value, unit in rows if value is not None]
    if fact.devices is not None:
        found.append(f"{fact.devices} devices")
    if isinstance(fact, f.PreparationEntered):
        found.append(f"lot {fact.lot}, expires {fact.expires_on}")
    return f"{fact.product}: {', '.join(found)}"


def _time(instant: datetime) -> str:
    """An instant inside words: the page shows it in the clinic's zone."""
    return f"[{instant.isoformat(timespec='minutes')}]"
