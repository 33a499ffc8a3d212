"""Recovery: the time rule, and the Modified Aldrete score computed from what was observed."""

from datetime import datetime, timedelta

from morrow.care.durations import minutes
from morrow.care.scales.base import Score
from morrow.care.scales.modified_aldrete import compute_aldrete
from morrow.care.visit import given
from morrow.care.visit.case import Case
from morrow.care.visit.facts.leaving import RecoveryAssessed
from morrow.care.visit.facts.monitoring import DrugGiven
from morrow.care.visit.readings import Taken, baseline
from morrow.care.visit.values import Parameter, Route
from morrow.evidence import Incomplete
from morrow.quantities import MmHg, Percent

P = Parameter


def not_before(case: Case) -> datetime | None:
    """The earliest discharge: so long after the dose, and longer after some drugs (R32, R48).

    IV counts from the end of the infusion, IM from the injection, nasal from the first device.
    None while the dose runs, or when none was given.
    """
    nasal = case.state.route is Route.NASAL
    base = given.dose_began(case.state) if nasal else given.dose_ended(case.state)
    if base is None or given.dose_ended(case.state) is None:
        return None
    extended = timedelta(minutes=float(case.protocol["recovery.rescue_minutes"]))
    drugs = case.state.all(DrugGiven)
    after_drugs = [d.happened_at + extended for d in drugs if d.fact.extends_observation]
    return max([base + minutes(case.protocol["recovery.minutes"]), *after_drugs])


def assessed(case: Case) -> RecoveryAssessed | None:
    """The last recovery assessment made after the dose ended."""
    last, ended = case.state.last(RecoveryAssessed), given.dose_ended(case.state)
    if last is None or ended is None or last.happened_at < ended:
        return None
    return last.fact


def pressures(case: Case) -> tuple[Taken, ...]:
    """Systolic readings since the dose ended, oldest first."""
    ended = given.dose_ended(case.state)
    found = [r for r in case.readings if r.parameter is P.SBP and ended and r.at >= ended]
    return tuple(found)


def score(case: Case) -> Score | Incomplete:
    """The Modified Aldrete score from the last vital signs and the assessment.

    Nobody re-enters it: circulation is this patient's systolic BP against the baseline.
    """
    seen, since, spo2 = assessed(case), pressures(case), case.latest.get(P.SPO2)
    before = baseline(case.state, given.dose_began(case.state)).get(P.SBP)
    return compute_aldrete(
        limbs_moving=seen.limbs_moving if seen else None,
        breathing=seen.breathing if seen else None,
        moaas=seen.moaas if seen else None,
        baseline_sbp=MmHg(before.value) if before else None,
        sbp=MmHg(since[-1].value) if since else None,
        spo2=Percent(spo2.value) if spo2 else None,
        on_oxygen=spo2.on_oxygen if spo2 else None,
    )
