"""Recovery: the time rule, and the Modified Aldrete score computed from what was observed."""

from datetime import datetime, timedelta
from decimal import Decimal

from morrow.care.durations import minutes
from morrow.care.interactions import EXTENDING, members
from morrow.care.protocols import ALL as PROTOCOLS
from morrow.care.recorded import Recorded
from morrow.care.scales.base import AnswerError, Score
from morrow.care.scales.modified_aldrete import compute_aldrete
from morrow.care.visit import given
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import BaselineAssessed
from morrow.care.visit.facts.dosing import DoseFoundGiven
from morrow.care.visit.facts.leaving import RecoveryAssessed
from morrow.care.visit.facts.monitoring import DrugGiven
from morrow.care.visit.readings import Taken
from morrow.care.visit.values import Parameter, Route
from morrow.evidence import Incomplete
from morrow.quantities import MmHg, Percent

P = Parameter


def not_before(case: Case) -> datetime | None:
    """The earliest discharge: so long after the dose, and longer after some drugs (R32, R48).

    IV counts from the end of the infusion, IM from the injection, nasal from the first device, and
    a dose found given from its own time by its own route.  None while the dose runs, or when none
    was given.
    """
    nasal = case.state.route is Route.NASAL
    ended = given.dose_ended(case.state)
    base = given.dose_began(case.state) if nasal else ended
    if base is None or ended is None:
        return None
    extended = timedelta(minutes=float(case.protocol["recovery.rescue_minutes"]))
    drugs = case.state.all(DrugGiven)
    after_drugs = [d.happened_at + extended for d in drugs if extends(case, d.fact)]
    found = [
        dose.happened_at + minutes(watch(case, dose.fact.route))
        for dose in case.state.all(DoseFoundGiven)
    ]
    return max([base + minutes(case.protocol["recovery.minutes"]), *after_drugs, *found])


def watch(case: Case, route: Route) -> Decimal:
    """Minutes of observation after a dose by this route: the protocol's, or the library's if that
    is for another route."""
    theirs = [one["recovery.minutes"] for one in PROTOCOLS if one.route is route]
    own = [case.protocol["recovery.minutes"]] if case.protocol.route is route else []
    return max(own or [*theirs, case.protocol["recovery.minutes"]])


def extends(case: Case, drug: DrugGiven) -> bool:
    """R48: whether this drug lengthens the watch, by its entry, by the protocol, or by its name.

    A verbal order is typed in a hurry: that nobody ticked the box shortens nobody's watch.
    """
    standing = {
        entry.drug.key for entry in case.protocol.standing if entry.drug.extends_observation
    }
    named = members((drug.name, drug.drug), EXTENDING)
    return drug.extends_observation or drug.drug in standing or bool(named)


def fresh(case: Case, at: datetime) -> bool:
    """Whether what was seen then can still speak for the patient who goes now."""
    return case.now - at <= minutes(case.protocol["recovery.max_age"])


def assessed(case: Case) -> Recorded[RecoveryAssessed] | None:
    """The last assessment made after the dose ended and not too long ago."""
    last, ended = case.answered(RecoveryAssessed), given.dose_ended(case.state)
    if (
        last is None
        or ended is None
        or last.happened_at < ended
        or not fresh(case, last.happened_at)
    ):
        return None
    return last


def before_dose(case: Case) -> BaselineAssessed | None:
    """How the patient was before the dose.  What was seen after it is no baseline."""
    began = given.dose_began(case.state)
    found = [
        recorded
        for recorded in case.answers(BaselineAssessed)
        if began is None or recorded.happened_at <= began
    ]
    return max(found, key=lambda one: (one.happened_at, one.version)).fact if found else None


def pressures(case: Case) -> tuple[Taken, ...]:
    """Systolic readings since the dose ended, oldest first."""
    ended = given.dose_ended(case.state)
    found = [r for r in case.readings if r.parameter is P.SBP and ended and r.at >= ended]
    return tuple(found)


def last_sign(case: Case, parameter: Parameter) -> Taken | None:
    """The newest reading since the dose ended, if it is fresh."""
    taken = case.since_dose.get(parameter)
    return taken if taken and fresh(case, taken.at) else None


def moaas(case: Case) -> Decimal | None:
    """The last MOAA/S since the dose, assessed or charted, whichever is newer."""
    seen, charted = assessed(case), last_sign(case, P.MOAAS)
    if charted and (seen is None or charted.at > seen.happened_at):
        return charted.value
    return Decimal(seen.fact.moaas) if seen else None


def score(case: Case) -> Score | Incomplete:
    """The Modified Aldrete score from the last vital signs and the assessment.

    Nobody re-enters it: circulation is this patient's systolic BP against the baseline.  A value
    that the scale does not know (a slip that was recorded all the same) counts as missing.
    """
    seen, spo2, sbp = assessed(case), last_sign(case, P.SPO2), last_sign(case, P.SBP)
    before, level = case.baseline.get(P.SBP), moaas(case)
    try:
        return compute_aldrete(
            limbs_moving=seen.fact.limbs_moving if seen else None,
            breathing=seen.fact.breathing if seen else None,
            moaas=None if level is None else int(level),
            baseline_sbp=MmHg(before.value) if before else None,
            sbp=MmHg(sbp.value) if sbp else None,
            spo2=Percent(spo2.value) if spo2 else None,
            on_oxygen=spo2.on_oxygen if spo2 else None,
        )
    except AnswerError as error:
        return Incomplete((str(error),))
