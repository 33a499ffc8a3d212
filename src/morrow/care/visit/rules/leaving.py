"""What must hold before a patient goes: R31 to R33, R48, and the discharge criteria of 6.2.

The label's own conditions (esketamine: two hours, resolution seen, an oximeter reading) are set
aside by nobody; the others by a prescriber, who sees the values that the override then covers.
"""

from collections.abc import Iterator
from datetime import timedelta

from morrow.care import sources as s
from morrow.care.scales.base import Score
from morrow.care.visit import given, recovery
from morrow.care.visit.alarms import open_alarms, words
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, leaving
from morrow.care.visit.facts.dosing import InfusionFoundRunning, InfusionStarted
from morrow.care.visit.naming import ALDRETE
from morrow.care.visit.rules import risk
from morrow.care.visit.rules._hold import Finding, hold, unit_value
from morrow.care.visit.rules.place import no_emergency
from morrow.care.visit.values import Parameter, Product
from morrow.evidence import Incomplete, Override
from morrow.quantities import plain

P = Parameter
PRESCRIBER = Override.PRESCRIBER


def _label(case: Case) -> Override:
    """Who may set aside what the esketamine label asks for: nobody (R32)."""
    return Override.NONE if case.state.product is Product.ESKETAMINE else PRESCRIBER


def r32_time(case: Case) -> Iterator[Finding]:
    """R32, R48 and local policy: long enough after the dose, longer after a sedative."""
    earliest = recovery.not_before(case)
    if earliest is None:
        if case.state.dosed:
            yield hold("R32.running", "the dose has not ended", s.HOUSE_POLICY, "end the dose")
        return
    if case.now < earliest:
        left = -(-(earliest - case.now) // timedelta(minutes=1))
        yield hold(
            "R32",
            f"{left} min of observation left",
            case.protocol.source("recovery.minutes"),
            f"wait until {case.clock(earliest)}",
            _label(case),
            earliest=earliest.isoformat(timespec="minutes"),
        )


def r33_aldrete(case: Case) -> Iterator[Finding]:
    """R33: Aldrete 9 or more, no zero, computed."""
    found, least = recovery.score(case), case.protocol["recovery.aldrete"]
    source = case.protocol.source("recovery.aldrete")
    match found:
        case Incomplete(missing=missing):
            lacks = ", ".join(missing)
            words = ", ".join(ALDRETE.get(one, one) for one in missing)
            reason = f"Aldrete cannot be computed: {words} missing"
            last = {"missing": lacks, "assessed": _last_assessed(case)}
            yield hold("R33.aldrete", reason, source, "assess and chart", PRESCRIBER, **last)
        case Score(total=total, items=items):
            if total is None or total < least or 0 in items.values():
                reason = f"Aldrete {total}; {least} or more without a zero is asked for"
                seen = " ".join(f"{item} {value}" for item, value in items.items())
                yield hold("R33.aldrete", reason, source, "wait", PRESCRIBER, items=seen)


def _last_assessed(case: Case) -> str:
    """When the patient was last assessed: an override ends with the next assessment."""
    last = case.state.last(leaving.RecoveryAssessed)
    return last.happened_at.isoformat(timespec="seconds") if last else "never"


def r33_state(case: Case) -> Iterator[Finding]:
    """R32, R33 and 6.2: seen just now, awake, and dissociation back to where it was."""
    found, before = recovery.assessed(case), recovery.before_dose(case)
    if found is None:
        limit = unit_value(case.protocol, "recovery.max_age")
        reason = f"recovery not assessed in the last {limit} after the dose"
        source = case.protocol.source("recovery.max_age")
        seen_at = _last_assessed(case)
        yield hold("R33.assessed", reason, source, "assess now", _label(case), assessed=seen_at)
        return
    least, level = case.protocol["recovery.moaas"], recovery.moaas(case)
    if level is None or level < least:
        shown = "not known" if level is None else plain(level)
        reason, source = (
            f"MOAA/S {shown}; {least} is asked for",
            case.protocol.source("recovery.moaas"),
        )
        yield hold("R33.moaas", reason, source, "wait", _label(case), moaas=shown)
    allowed, cadss6 = case.protocol["recovery.cadss6_over_baseline"], found.fact.cadss6
    if before is None or cadss6 > before.cadss6 + allowed:
        yield hold(
            "R33.cadss6",
            f"dissociation not back to baseline (CADSS-6 {cadss6})",
            case.protocol.source("recovery.cadss6_over_baseline"),
            "wait",
            _label(case),
            cadss6=cadss6,
        )


def r33_as_before(case: Case) -> Iterator[Finding]:
    """6.2: oriented and walking as before the dose, and not vomiting."""
    found, before = recovery.assessed(case), recovery.before_dose(case)
    if found is None:
        return
    seen = found.fact
    for what, now, then in (
        ("orientation", seen.orientation_deficit, before.orientation_deficit if before else ""),
        ("gait", seen.gait_deficit, before.gait_deficit if before else ""),
    ):
        if now.strip() and now.strip().casefold() != then.strip().casefold():
            reason = f"{what} not as at baseline: {now}"
            yield hold(f"R33.{what}", reason, s.KETALAR_LABEL, "wait", PRESCRIBER, now=now)
    if seen.vomiting:
        at = found.happened_at.isoformat(timespec="minutes")
        yield hold("R33.vomiting", "vomiting", s.HOUSE_POLICY, "settle it first", PRESCRIBER, at=at)


def r33_pressure(case: Case) -> Iterator[Finding]:
    """6.2: BP within 20 % of baseline, or under 140/90 and falling; a reading of just now."""
    if not case.state.dosed or _pressure_settled(case):
        return
    yield hold(
        "R33.bp",
        "BP neither within 20 % of baseline nor under 140/90 and falling",
        case.protocol.source("recovery.bp_within"),
        "chart and wait",
        PRESCRIBER,
        sbp=_shown(case, P.SBP),
        dbp=_shown(case, P.DBP),
    )


def _shown(case: Case, parameter: Parameter) -> str:
    taken = recovery.last_sign(case, parameter)
    return plain(taken.value) if taken else "not recorded"


def _pressure_settled(case: Case) -> bool:
    """Both pressures within the band of baseline; or both under 140/90 and systolic falling.

    The second way is for a pressure that comes down to baseline, not for one that falls below its
    band: that is no recovery.
    """
    p, since, before = case.protocol, recovery.pressures(case), case.baseline
    sbp, dbp = recovery.last_sign(case, P.SBP), recovery.last_sign(case, P.DBP)
    if sbp is None or dbp is None:
        return False
    band = p["recovery.bp_within"]
    pairs = [
        (one.value, before[one.parameter].value) for one in (sbp, dbp) if one.parameter in before
    ]
    if len(pairs) == 2 and all(abs(now - then) * 100 <= band * then for now, then in pairs):
        return True
    fallen = any((then - now) * 100 > band * then for now, then in pairs)
    if fallen or sbp.value < p["notify.sbp_low"]:
        return False
    falling = len(since) > 1 and sbp.value <= since[-2].value
    return sbp.value < p["recovery.sbp"] and dbp.value < p["recovery.dbp"] and falling


def r33_saturation(case: Case) -> Iterator[Finding]:
    """6.2: SpO2 at baseline, and without oxygen that was not needed before."""
    if not case.state.dosed:
        return
    taken, base = recovery.last_sign(case, P.SPO2), case.baseline.get(P.SPO2)
    if taken and base and taken.value >= base.value and taken.on_oxygen <= base.on_oxygen:
        return
    now = "not recorded" if taken is None else f"{plain(taken.value)} %"
    oxygen = " on oxygen" if taken and taken.on_oxygen else ""
    then = f"{plain(base.value)} %" if base else "not recorded"
    reason = f"SpO2 {now}{oxygen}, baseline {then}"
    yield hold(
        "R33.spo2", reason, s.HOUSE_POLICY, "chart and wait", PRESCRIBER, spo2=f"{now}{oxygen}"
    )


def r33_alarms(case: Case) -> Iterator[Finding]:
    """R33: no unresolved alarm.  An override covers the level and value that its author saw.

    The value is the newest of its parameter: an alarm that stands does not rise with it.
    """
    for alarm in open_alarms(case.state):
        reason, value = f"open alarm: {words(alarm.raised)}", alarm.raised.value
        if alarm.raised.parameter in case.latest:
            value = case.latest[alarm.raised.parameter].value
        yield hold(
            f"R33.alarm.{alarm.raised.key}",
            reason,
            s.HOUSE_POLICY,
            "resolve it",
            PRESCRIBER,
            level=alarm.raised.level,
            value="" if value is None else plain(value),
            since=alarm.since.isoformat(timespec="seconds"),
        )


def r33_escort(case: Case) -> Iterator[Finding]:
    """R33, H36: a named responsible adult or ward, and written advice; no cannula."""
    kinds = (check_in.ResponsibleAdultNamed, check_in.WardHandoverNamed)
    if all(case.answered(kind) is None for kind in kinds):
        yield hold(
            "R33.escort", "no responsible adult named", s.SPRAVATO_LABEL, "name one", PRESCRIBER
        )
    if case.answered(leaving.AdviceGiven) is None:
        yield hold(
            "R33.advice", "written advice not given", s.SPRAVATO_LABEL, "give it", PRESCRIBER
        )
    began, removed = given.dose_began(case.state), case.state.all(leaving.CannulaRemoved)
    infused = case.state.has(InfusionStarted, InfusionFoundRunning)
    if infused and not any(began is None or one.happened_at >= began for one in removed):
        yield hold("R33.cannula", "cannula still in", s.HOUSE_POLICY, "remove it", PRESCRIBER)


def r31_oximetry(case: Case) -> Iterator[Finding]:
    """R31: an esketamine visit has a pulse oximeter reading after the dose."""
    began = given.dose_began(case.state)
    if case.state.product is not Product.ESKETAMINE or began is None:
        return
    if not any(r.parameter is P.SPO2 and r.at >= began for r in case.readings):
        yield hold("R31", "no SpO2 since the first device", s.SPRAVATO_REMS, "measure it")


RULES = (
    no_emergency,
    r32_time,
    r33_aldrete,
    r33_state,
    r33_as_before,
    r33_pressure,
    r33_saturation,
    r33_alarms,
    r33_escort,
    r31_oximetry,
    *risk.DISCHARGE_RULES,
)
