"""Gates about baseline, fasting, escort and staff: R25 to R27, R30, and the assigned nurse."""

from collections.abc import Iterator
from datetime import datetime

from morrow.care import sources as s
from morrow.care.durations import minutes, seconds
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import (
    BaselineAssessed,
    FastingAnswered,
    ResponsibleAdultNamed,
    SafetyStaffConfirmed,
    WardHandoverNamed,
)
from morrow.care.visit.readings import Taken
from morrow.care.visit.rules._hold import Finding, hold, unit_value, warn
from morrow.care.visit.schedule import DOSING_SET
from morrow.care.visit.values import Parameter, Product
from morrow.evidence import Override
from morrow.quantities import plain

P = Parameter


def nurse_assigned(case: Case) -> Iterator[Finding]:
    """A nurse has this patient, and has a hand free for a dose."""
    nurse = case.state.nurse
    if nurse is None:
        yield hold("NURSE", "no nurse is assigned", s.HOUSE_POLICY, "a nurse takes the patient")
        return
    most, busy = case.protocol["staff.patients_per_nurse"], case.know.dosing_by_nurse.get(nurse, 0)
    if busy >= most:
        yield hold(
            "CAPACITY",
            f"the assigned nurse has {busy} patient with a dose running; the most is {most}",
            case.protocol.source("staff.patients_per_nurse"),
            "another nurse takes the patient, or wait",
            Override.PRESCRIBER,
            dosing=busy,
        )


def baseline_filed(case: Case) -> Iterator[Finding]:
    """A whole baseline set, younger than fifteen minutes, and how the patient is before it."""
    limit = minutes(case.protocol["baseline.max_age"])
    needed = [parameter for parameter in DOSING_SET if not _fresh(case, parameter, limit)]
    if needed:
        names = ", ".join(needed)
        yield hold(
            "BASELINE",
            f"baseline not younger than {unit_value(case.protocol, 'baseline.max_age')}: {names}",
            case.protocol.source("baseline.max_age"),
            "chart a set now",
        )
    if case.answered(BaselineAssessed) is None:
        yield hold(
            "BASELINE.state",
            "orientation, gait and dissociation before the dose not recorded",
            s.HOUSE_POLICY,
            "record how the patient is now",
        )


def _fresh(case: Case, parameter: Parameter, limit: object) -> bool:
    taken, arrived = case.latest.get(parameter), case.arrived_at
    if taken is None or arrived is None or taken.at < arrived:
        return False
    return case.now - taken.at < limit  # type: ignore[operator]


def r25_fasting(case: Case) -> Iterator[Finding]:
    """R25: food and fluid long enough ago."""
    asked = case.fact(FastingAnswered)
    if asked is None:
        yield hold("R25", "fasting not asked", s.KETALAR_LABEL, "ask when they last ate and drank")
        return
    for what, last in (("food", asked.last_food_at), ("fluid", asked.last_fluid_at)):
        figure = case.protocol.figure(f"fasting.{what}")
        unit = seconds(3600) if figure.unit == "h" else seconds(60)
        if case.now - last < unit * float(figure.value):
            yield hold(
                f"R25.{what}",
                f"{what} less than {figure.value} {figure.unit} ago",
                figure.source,
                "wait, or a prescriber gives a reason",
                Override.PRESCRIBER,
                last=_clock(last),
            )


def _clock(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes")


def r26_responsible_adult(case: Case) -> Iterator[Finding]:
    """R26: a responsible adult by name, or for inpatients a ward."""
    if case.answered(ResponsibleAdultNamed) is None and case.answered(WardHandoverNamed) is None:
        yield hold(
            "R26",
            "no responsible adult, and no ward, is named",
            s.SPRAVATO_LABEL,
            "name who goes home with the patient",
            Override.PRESCRIBER,
        )


def r27_pressure(case: Case) -> Iterator[Finding]:
    """R27: the pre-dose BP, in three steps; a pair of readings decides the middle one."""
    p, pairs = case.protocol, _pressures(case)
    if not pairs:
        return  # the baseline gate holds
    sbp, dbp = pairs[-1]
    shown = f"{plain(sbp.value)}/{plain(dbp.value)}"
    if sbp.value >= p["start.sbp_refuse"] or dbp.value >= p["start.dbp_refuse"]:
        yield hold(
            "R27.refuse",
            f"BP {shown} is at or over {p['start.sbp_refuse']}/{p['start.dbp_refuse']}",
            p.source("start.sbp_refuse"),
            "do not start; treat or send home",
            bp=shown,
        )
    elif sbp.value >= p["start.sbp_hold"] or dbp.value >= p["start.dbp_hold"]:
        yield from _middle(case, pairs, shown)
    elif sbp.value > p["start.sbp_warn"] or dbp.value > p["start.dbp_warn"]:
        reason = f"BP {shown} is over {p['start.sbp_warn']}/{p['start.dbp_warn']}"
        yield warn("R27", reason, p.source("start.sbp_warn"), bp=shown)


def _middle(case: Case, pairs: list[tuple[Taken, Taken]], shown: str) -> Iterator[Finding]:
    p = case.protocol
    gap = minutes(p["start.repeat_gap"])
    repeated = len(pairs) > 1 and pairs[-1][0].at - pairs[-2][0].at >= gap
    limit = f"{p['start.sbp_hold']}/{p['start.dbp_hold']}"
    if not repeated:
        wait = unit_value(p, "start.repeat_gap")
        reason = f"BP {shown} is at or over {limit}, not yet repeated"
        yield hold("R27.repeat", reason, p.source("start.sbp_hold"), f"repeat after {wait}")
    else:
        yield hold(
            "R27",
            f"BP {shown} is at or over {limit} on repeat",
            p.source("start.sbp_hold"),
            "wait and repeat, or a prescriber gives a reason",
            Override.PRESCRIBER,
            bp=shown,
        )


def _pressures(case: Case) -> list[tuple[Taken, Taken]]:
    diastolic = {taken.set: taken for taken in case.readings if taken.parameter is P.DBP}
    return [
        (taken, diastolic[taken.set])
        for taken in case.readings
        if taken.parameter is P.SBP and taken.set in diastolic
    ]


def r27_other_signs(case: Case) -> Iterator[Finding]:
    """The start gate's other signs: SpO2, heart rate, low systolic: repeat, then a prescriber."""
    p = case.protocol
    beyond = (
        (P.SPO2, "start.spo2_low", "under"),
        (P.HR, "start.hr_low", "under"),
        (P.HR, "start.hr_high", "over"),
        (P.SBP, "start.sbp_low", "under"),
    )
    for parameter, key, way in beyond:
        value = case.value(parameter)
        if value is None:
            continue
        if (value < p[key]) if way == "under" else (value > p[key]):
            yield hold(
                f"R27.{key.removeprefix('start.')}",
                f"{parameter.upper()} {plain(value)} is {way} {unit_value(p, key)}",
                p.source(key),
                "repeat; then a prescriber decides",
                Override.PRESCRIBER,
                value=plain(value),
            )


def r30_staff(case: Case) -> Iterator[Finding]:
    """R30: a person trained in ACLS; for esketamine also a prescriber on site."""
    present = case.fact(SafetyStaffConfirmed)
    if present is None or not present.acls:
        yield hold("R30.acls", "no ACLS person confirmed", s.WELLS_STANDARDS, "confirm who it is")
    if case.state.product is Product.ESKETAMINE and (present is None or not present.prescriber):
        yield hold("R30", "no prescriber on site confirmed", s.SPRAVATO_REMS, "confirm who it is")


RULES = (
    nurse_assigned,
    baseline_filed,
    r25_fasting,
    r26_responsible_adult,
    r27_pressure,
    r27_other_signs,
    r30_staff,
)
