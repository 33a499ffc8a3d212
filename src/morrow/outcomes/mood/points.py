"""An arm at a time, as the model sees it: its doses as exposures, and what kind of arm it is.

What a table leaves empty is filled with what is usual, and said: the `notes` of a point widen its
interval.  Only the weight beside a dose in mg/kg is not said, which hardly depends on it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood import taken
from morrow.outcomes.mood.taken import WEIGHT_KG
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.trials import (
    Arm,
    Blinding,
    Dose,
    DoseUnit,
    Drug,
    Population,
    Question,
    Setting,
    Statistic,
    Trial,
)
from morrow.outcomes.trials import Route as TrialRoute
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Drug as Given
from morrow.pharmacology.model import Model, Patient, Route
from morrow.pharmacology.plasticity import Exposure, exposure, model_of
from morrow.pharmacology.regimen import SPRAY_DEVICE_MG, Regimen, RegimenError
from morrow.pharmacology.regimen import Dose as OneDose

USUAL_MG_PER_KG: Final = {Drug.KETAMINE: 0.5, Drug.ESKETAMINE: 0.25}
USUAL_MG: Final = 56.0  # nasal esketamine, the label's first dose
USUAL_MIN: Final = 40.0
WEIGHTS_KG: Final = (40.0, 150.0)  # the model's own bounds
TREATED_H: Final = 28 * 24.0
TREATED_AT_H: Final = (0, 72, 168, 240, 336, 408, 504, 576)
"""How patients who start well came there, where nothing is said: an induction of the label."""
TIMES_UNKNOWN: Final = "the times of the doses are not given: one dose at the start"
_ROUTES: Final = {
    TrialRoute.IV: Route.IV,
    TrialRoute.IM: Route.IM,
    TrialRoute.SC: Route.IM,  # under the skin taken as into the muscle
    TrialRoute.NASAL: Route.NASAL,
    TrialRoute.ORAL: Route.ORAL,
    TrialRoute.SUBLINGUAL: Route.BUCCAL,
    TrialRoute.BUCCAL: Route.BUCCAL,
}


@dataclass(frozen=True, slots=True)
class Point:
    """An arm at `hours` after its first dose.  `control` is the kind of control of its trial."""

    hours: float
    since_min: Array  # from every node of every dose before it, shape (nodes,)
    weight: Array  # theta x length of those nodes, min
    control: str
    is_open: bool
    in_clinic: bool
    is_ect: bool
    is_treated: bool  # anything was given openly, from which something may be expected
    nasal: bool
    new_antidepressant: float  # 1, 0, or a half where it is not said
    population: Population | None
    of_ideation: bool  # the asked scale rates suicidal thoughts
    notes: tuple[str, ...]


def point(question: Question, arm: Arm, hours: float) -> Point | Unanswerable:
    """What the model needs of an arm at a time, or why it cannot have it."""
    if arm.drug is None:
        return Unanswerable(f"the drug of arm {arm.arm_id} is not given")
    notes: list[str] = []
    doses = [dose for dose in arm.doses if dose.drug is not None and dose.drug.is_ketamine]
    since, weights = [np.empty(0)], [np.empty(0)]
    for time_h, dose in _before(doses, hours, notes):
        found = _exposure(dose, arm, notes)
        if isinstance(found, Unanswerable):
            return found
        since.append((hours - time_h) * 60 - found.time_min)
        weights.append(found.weight)
    nasal = any(dose.route is TrialRoute.NASAL for dose in doses)
    before_h = 0.0
    if arm.starts_well:
        notes.append("who starts well is taken to come from eight doses, two a week")
        before_h = TREATED_H
        nasal = any(dose.route is TrialRoute.NASAL for dose in arm.doses)
        usual = _usual_dose(nasal=nasal)
        for time_h in TREATED_AT_H:
            since.append((hours + before_h - time_h) * 60 - usual.time_min)
            weights.append(usual.weight)
    trial, control = question.trial, _control(question, arm, notes)
    _say_of_trial(trial, notes)
    return Point(
        hours=hours + before_h,
        since_min=np.concatenate(since),
        weight=np.concatenate(weights),
        control=control,
        is_open=trial.blinding is Blinding.OPEN,
        in_clinic=trial.setting is Setting.CLINIC,
        is_ect=arm.drug is Drug.ECT,
        is_treated=arm.drug is not Drug.NONE,
        nasal=nasal,
        new_antidepressant={True: 1.0, False: 0.0, None: 0.5}[trial.new_antidepressant],
        population=trial.population,
        of_ideation=domain(question.ask.measure) is Domain.SUICIDALITY,
        notes=tuple(dict.fromkeys(notes)),
    )


def compared(question: Question, hours: float) -> tuple[Point, ...] | Unanswerable:
    """The arm at a time, and its comparator if there is one; or why there is no reading them."""
    if question.arm.starts_well:
        return Unanswerable("how an arm that begins well scores later is not told: ask for relapse")
    if question.ask.statistic is Statistic.DIFF_VS_CONTROL and question.comparator is None:
        return Unanswerable("diff_vs_control needs a comparator_arm")
    found = []
    for arm in filter(None, (question.arm, question.comparator)):
        made = point(question, arm, hours)
        if isinstance(made, Unanswerable):
            return made
        found.append(made)
    return tuple(found)


def _say_of_trial(trial: Trial, notes: list[str]) -> None:
    """What a trial does not say of itself, and what is taken."""
    if trial.population is None:
        notes.append("the population is not given: taken as resistant to treatment")
    if trial.blinding is None:
        notes.append("blinding not given: taken as double-blind")
    if trial.setting is None:
        notes.append("the setting is not given: taken as a trial's")
    if trial.new_antidepressant is None:
        notes.append(taken.ANTIDEPRESSANT)


def _usual_dose(*, nasal: bool) -> Exposure:
    """One usual dose of those who start well: the spray, or iv."""
    if nasal:
        found = _of(Given.ESKETAMINE, Route.NASAL, USUAL_MG, 0.0, WEIGHT_KG)
    else:
        found = _of(Given.KETAMINE, Route.IV, 0.5 * WEIGHT_KG, USUAL_MIN, WEIGHT_KG)
    assert isinstance(found, Exposure)
    return found


def _before(doses: list[Dose], hours: float, notes: list[str]) -> Iterator[tuple[float, Dose]]:
    """The doses given before a time, each with its hour."""
    for dose in doses:
        if dose.time_h is None:  # then it is the only one
            notes.append(TIMES_UNKNOWN)
        time_h = dose.time_h or 0.0
        if time_h < hours:
            yield time_h, dose


def _control(question: Question, arm: Arm, notes: list[str]) -> str:
    """The kind of control of the trial: saline, midazolam, spray, placebo of unsaid kind, none."""
    if arm.drug is Drug.OTHER:
        notes.append("what the other drug does is not known: taken as a placebo")
    if arm.drug is Drug.ECT:
        notes.append("what ECT does rests on open trials alone")
    kinds = {
        Drug.SALINE: "saline",
        Drug.PLACEBO: "placebo",
        Drug.OTHER: "placebo",
        Drug.MIDAZOLAM: "midazolam",
        Drug.PLACEBO_SPRAY: "spray",
    }
    named = [question.arm, *filter(None, [question.comparator]), *question.arms]
    found = [kinds[arm.drug] for arm in named if arm.drug in kinds and not arm.is_active]
    if found or question.trial.blinding is Blinding.OPEN:
        return found[0] if found else "none"
    notes.append("what the control was is not given: taken as between saline and midazolam")
    return "placebo"


def _exposure(dose: Dose, arm: Arm, notes: list[str]) -> Exposure | Unanswerable:
    given, route, mg, minutes, kg = _given(dose, arm, notes)
    if mg == 0:
        return Exposure(time_min=np.empty(0), weight=np.empty(0))
    return _of(given, route, mg, minutes, kg)


Plain = tuple[Given, Route, float, float, float]  # drug, route, mg, minutes, kg


def _given(dose: Dose, arm: Arm, notes: list[str]) -> Plain:
    """One dose in plain numbers, with what is usual where the table is silent."""
    assert dose.drug is not None
    route = None if dose.route is None else _ROUTES[dose.route]
    if dose.route is TrialRoute.SC:
        notes.append("under the skin: taken as into the muscle")
    if route is None:
        notes.append("the route is not given: taken as iv")
        route = Route.IV
    kg = _weight(arm, dose, notes)
    mg = _milligrams(dose, route, kg, notes)
    minutes = 0.0
    if route is Route.IV:
        minutes = USUAL_MIN if dose.infusion_min is None else dose.infusion_min
        if dose.infusion_min is None:
            notes.append(f"the infusion's length is not given: {USUAL_MIN:g} min")
    drug = Given.KETAMINE if dose.drug is Drug.KETAMINE else Given.ESKETAMINE
    return drug, route, round(mg, 3), round(minutes, 3), round(kg, 1)


def last_dose(
    arm: Arm, hours: float, notes: list[str]
) -> tuple[Model, Patient, Regimen, float] | None:
    """The model, patient and regimen of the last ketamine at or before a time; minutes since.

    Raises RegimenError for a dose that cannot be given.
    """
    given = [
        dose
        for dose in arm.doses
        if dose.drug is not None and dose.drug.is_ketamine and (dose.time_h or 0.0) <= hours
    ]
    if not given:
        return None
    if given[-1].time_h is None:
        notes.append(TIMES_UNKNOWN)
    drug, route, mg, minutes, kg = _given(given[-1], arm, notes)
    if mg == 0:
        return None
    regimen = Regimen(drug=drug, doses=_doses(route, mg, minutes))
    since = (hours - (given[-1].time_h or 0.0)) * 60
    return model_of(route), Patient(weight_kg=kg), regimen, since


def _weight(arm: Arm, dose: Dose, notes: list[str]) -> float:
    if arm.mean_weight_kg is None:
        if dose.unit is DoseUnit.MG and dose.high:
            notes.append(taken.WEIGHT)
        return WEIGHT_KG
    low, high = WEIGHTS_KG
    if not low <= arm.mean_weight_kg <= high:
        notes.append(f"a mean weight of {arm.mean_weight_kg:g} kg lies outside the model's bounds")
        return WEIGHT_KG
    return arm.mean_weight_kg


def _milligrams(dose: Dose, route: Route, kg: float, notes: list[str]) -> float:
    if dose.low is None or dose.high is None:
        if route is Route.NASAL:
            notes.append(f"the dose is not given: taken as {USUAL_MG:g} mg")
            return USUAL_MG
        assert dose.drug is not None
        usual = USUAL_MG_PER_KG[dose.drug]
        notes.append(f"the dose is not given: taken as {usual:g} mg/kg")
        return usual * kg
    if dose.low != dose.high:
        notes.append(f"a flexible dose, taken as the middle of {dose.low:g} to {dose.high:g}")
    middle = (dose.low + dose.high) / 2
    return middle * kg if dose.unit is DoseUnit.MG_PER_KG else middle


@cache
def _of(drug: Given, route: Route, mg: float, minutes: float, kg: float) -> Exposure | Unanswerable:
    """The exposure that one dose gives."""
    try:
        regimen = Regimen(drug=drug, doses=_doses(route, mg, minutes))
    except RegimenError as error:
        return Unanswerable(str(error))
    found = exposure(model_of(route), Patient(weight_kg=kg), regimen)
    return Unanswerable(found.reason) if isinstance(found, Refusal) else found


def _doses(route: Route, mg: float, minutes: float) -> tuple[OneDose, ...]:
    """One sitting: nasal in devices of 28 mg, 5 min apart, a flexible dose's middle in a part."""
    if route is not Route.NASAL:
        return (OneDose(route=route, at_min=0.0, amount_mg=mg, over_min=minutes),)
    count = math.ceil(mg / SPRAY_DEVICE_MG)
    amounts = [SPRAY_DEVICE_MG] * (count - 1) + [mg - SPRAY_DEVICE_MG * (count - 1)]
    return tuple(
        OneDose(route=route, at_min=5.0 * nth, amount_mg=amount)
        for nth, amount in enumerate(amounts)
    )
