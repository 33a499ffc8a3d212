"""Gates about baseline, fasting, escort and staff: R25, R26, R30, and the assigned nurse."""

from collections.abc import Iterator
from datetime import timedelta

from morrow.care import sources as s
from morrow.care.durations import minutes
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import (
    BaselineAssessed,
    FastingAnswered,
    ResponsibleAdultNamed,
    SafetyStaffConfirmed,
    WardHandoverNamed,
)
from morrow.care.visit.knowledge import Tended
from morrow.care.visit.naming import listed
from morrow.care.visit.rules._hold import Finding, hold, unit_value
from morrow.care.visit.schedule import DOSING_SET
from morrow.care.visit.values import Parameter, Product, Route
from morrow.evidence import Override


def nurse_assigned(case: Case) -> Iterator[Finding]:
    """A nurse has this patient, and has a hand free for a dose.

    One to one while a dose runs, and for 40 minutes after the first device; after that a nurse
    watches several who had sprays (clinical rules 5.4).
    """
    nurse = case.state.nurse
    if nurse is None:
        yield hold("NURSE", "no nurse is assigned", s.HOUSE_POLICY, "a nurse takes the patient")
        return
    tended = case.know.tended_by_nurse.get(nurse, ())
    close = sum(_is_close(one, case) for one in tended)
    sprayed = sum(one.route is Route.NASAL for one in tended)
    full = _full(case, close, sprayed)
    if full is not None:
        words, figure = full
        yield hold(
            "CAPACITY",
            f"the assigned nurse has {words}; the most is {case.protocol[figure]}",
            case.protocol.source(figure),
            "another nurse takes the patient, or wait",
            Override.PRESCRIBER,
            close=close,
            sprayed=sprayed,
        )


def _full(case: Case, close: int, sprayed: int) -> tuple[str, str] | None:
    """What fills the nurse's hands, and by which figure; None while one is free."""
    nasal = case.state.route is Route.NASAL
    one_to_one = "staff.close_per_nurse" if nasal else "staff.patients_per_nurse"
    if close >= case.protocol[one_to_one]:
        return f"{close} in close watch", one_to_one
    if nasal and sprayed >= case.protocol["staff.patients_per_nurse"]:
        return f"{sprayed} to watch after sprays", "staff.patients_per_nurse"
    return None


def _is_close(one: Tended, case: Case) -> bool:
    """Whether this patient needs the nurse's eyes alone."""
    if one.route is not Route.NASAL:
        return one.dosing
    return one.dosing or case.now - one.began_at < minutes(case.protocol["staff.nasal_close"])


def baseline_filed(case: Case) -> Iterator[Finding]:
    """A whole baseline set, younger than fifteen minutes, and how the patient is before it."""
    limit = minutes(case.protocol["baseline.max_age"])
    needed = [parameter for parameter in DOSING_SET if not _fresh(case, parameter, limit)]
    if needed:
        yield hold(
            "BASELINE",
            f"baseline not younger than {unit_value(case.protocol, 'baseline.max_age')}: {listed(needed)}",
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


def _fresh(case: Case, parameter: Parameter, limit: timedelta) -> bool:
    taken, arrived = case.latest.get(parameter), case.arrived_at
    if taken is None or arrived is None or taken.at < arrived:
        return False
    return case.now - taken.at < limit


def r25_fasting(case: Case) -> Iterator[Finding]:
    """R25: food and fluid long enough ago."""
    asked = case.fact(FastingAnswered)
    if asked is None:
        yield hold("R25", "fasting not asked", s.KETALAR_LABEL, "ask when they last ate and drank")
        return
    for what, last in (("food", asked.last_food_at), ("fluid", asked.last_fluid_at)):
        figure = case.protocol.figure(f"fasting.{what}")
        wait = minutes(figure.value * (60 if figure.unit == "h" else 1))
        if case.now - last < wait:
            yield hold(
                f"R25.{what}",
                f"{what} at {case.clock(last)}, less than {figure.value} {figure.unit} ago",
                figure.source,
                "wait, or a prescriber gives a reason",
                Override.PRESCRIBER,
                last=last.isoformat(timespec="minutes"),
            )


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


def r30_staff(case: Case) -> Iterator[Finding]:
    """R30: a person trained in ACLS; for esketamine also a prescriber on site."""
    present = case.fact(SafetyStaffConfirmed)
    if present is None or not present.acls.strip():
        yield hold("R30.acls", "no ACLS person confirmed", s.WELLS_STANDARDS, "confirm who it is")
    if case.state.product is Product.ESKETAMINE and (
        present is None or not present.prescriber.strip()
    ):
        yield hold("R30", "no prescriber on site confirmed", s.SPRAVATO_REMS, "confirm who it is")


def no_emergency(case: Case) -> Iterator[Finding]:
    """Nothing is started, nobody discharged and nothing signed while an emergency runs."""
    if case.state.emergency is not None:
        yield hold(
            "EMERGENCY", "an emergency is running", s.HOUSE_POLICY, "end the emergency first"
        )


RULES = (
    no_emergency,
    nurse_assigned,
    baseline_filed,
    r25_fasting,
    r26_responsible_adult,
    r30_staff,
)
