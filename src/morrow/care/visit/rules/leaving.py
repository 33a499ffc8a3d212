"""What must hold before a patient goes: R31 to R34, R36, R48, and the discharge criteria of 6.2."""

from collections.abc import Iterator
from datetime import timedelta

from morrow.care import sources as s
from morrow.care.scales.base import Score
from morrow.care.scales.cssrs_screener import Triage, triage
from morrow.care.visit import given, recovery
from morrow.care.visit.alarms import open_alarms, words
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, leaving
from morrow.care.visit.facts.dosing import InfusionStarted
from morrow.care.visit.readings import baseline
from morrow.care.visit.rules._hold import Finding, hold
from morrow.care.visit.values import Answer, Parameter, Product
from morrow.evidence import Incomplete, Override
from morrow.quantities import plain

P = Parameter
PRESCRIBER = Override.PRESCRIBER


def r32_time(case: Case) -> Iterator[Finding]:
    """R32, R48 and local policy: long enough after the dose, longer after a sedative."""
    earliest = recovery.not_before(case)
    if earliest is None:
        if case.state.dosed:
            yield hold("R32.running", "the dose has not ended", s.HOUSE_POLICY, "end the dose")
        return
    if case.now < earliest:
        left = -(-(earliest - case.now) // timedelta(minutes=1))
        esketamine = case.state.product is Product.ESKETAMINE
        yield hold(
            "R32",
            f"{left} min of observation left",
            case.protocol.source("recovery.minutes"),
            f"wait until {earliest.isoformat(timespec='minutes')}",
            Override.NONE if esketamine else PRESCRIBER,
            earliest=earliest.isoformat(timespec="minutes"),
        )


def r33_aldrete(case: Case) -> Iterator[Finding]:
    """R33: Aldrete 9 or more, no zero, computed."""
    found, least = recovery.score(case), case.protocol["recovery.aldrete"]
    source = case.protocol.source("recovery.aldrete")
    match found:
        case Incomplete(missing=missing):
            reason = f"Aldrete cannot be computed: {', '.join(missing)} missing"
            yield hold("R33.aldrete", reason, source, "assess and chart", PRESCRIBER)
        case Score(total=total, items=items):
            if total is None or total < least or 0 in items.values():
                reason = f"Aldrete {total}; {least} or more without a zero is asked for"
                yield hold("R33.aldrete", reason, source, "wait", PRESCRIBER, aldrete=total)


def r33_state(case: Case) -> Iterator[Finding]:
    """R33 and 6.2: awake, oriented, walking and as at baseline; nothing brought up."""
    seen, before = recovery.assessed(case), case.fact(check_in.BaselineAssessed)
    if seen is None:
        yield hold(
            "R33.assessed", "recovery not assessed", s.HOUSE_POLICY, "assess now", PRESCRIBER
        )
        return
    least = case.protocol["recovery.moaas"]
    if seen.moaas < least:
        reason = f"MOAA/S {seen.moaas}; {least} is asked for"
        yield hold("R33.moaas", reason, case.protocol.source("recovery.moaas"), "wait", PRESCRIBER)
    allowed = case.protocol["recovery.cadss6_over_baseline"]
    if before is None or seen.cadss6 > before.cadss6 + allowed:
        yield hold(
            "R33.cadss6",
            f"dissociation not back to baseline (CADSS-6 {seen.cadss6})",
            case.protocol.source("recovery.cadss6_over_baseline"),
            "wait",
            PRESCRIBER,
            cadss6=seen.cadss6,
        )
    yield from _as_before(seen, before)


def _as_before(
    seen: leaving.RecoveryAssessed, before: check_in.BaselineAssessed | None
) -> Iterator[Finding]:
    pairs = (
        ("orientation", seen.orientation_deficit, before.orientation_deficit if before else ""),
        ("gait", seen.gait_deficit, before.gait_deficit if before else ""),
    )
    for what, now, then in pairs:
        if now.strip() and now.strip().casefold() != then.strip().casefold():
            reason = f"{what} not as at baseline: {now}"
            yield hold(f"R33.{what}", reason, s.KETALAR_LABEL, "wait", PRESCRIBER, now=now)
    if seen.vomiting:
        yield hold("R33.vomiting", "vomiting", s.HOUSE_POLICY, "settle it first", PRESCRIBER)


def r33_signs(case: Case) -> Iterator[Finding]:
    """6.2: BP within 20 % of baseline, or under 140/90 and falling; SpO2 at baseline."""
    if not case.state.dosed:
        return
    before = baseline(case.state, given.dose_began(case.state))
    if not _pressure_settled(case):
        yield hold(
            "R33.bp",
            "BP neither within 20 % of baseline nor under 140/90 and falling",
            case.protocol.source("recovery.bp_within"),
            "chart and wait",
            PRESCRIBER,
            sbp=case.value(P.SBP),
            dbp=case.value(P.DBP),
        )
    spo2, base = case.value(P.SPO2), before.get(P.SPO2)
    if spo2 is None or base is None or spo2 < base.value:
        then = plain(base.value) if base else "not recorded"
        reason = f"SpO2 {'not recorded' if spo2 is None else plain(spo2)}, baseline {then}"
        yield hold("R33.spo2", reason, s.HOUSE_POLICY, "chart and wait", PRESCRIBER)


def _pressure_settled(case: Case) -> bool:
    """Both pressures within the band of baseline; or both under 140/90 and systolic falling."""
    p, since = case.protocol, recovery.pressures(case)
    before = baseline(case.state, given.dose_began(case.state))
    if not since or P.DBP not in case.latest:
        return False
    sbp, dbp = since[-1].value, case.latest[P.DBP].value
    falling = len(since) > 1 and sbp <= since[-2].value
    if sbp < p["recovery.sbp"] and dbp < p["recovery.dbp"] and falling:
        return True
    if P.SBP not in before or P.DBP not in before:
        return False
    band = p["recovery.bp_within"]
    pairs = ((sbp, before[P.SBP].value), (dbp, before[P.DBP].value))
    return all(abs(now - then) * 100 <= band * then for now, then in pairs)


def r33_alarms(case: Case) -> Iterator[Finding]:
    """R33: no unresolved alarm."""
    for alarm in open_alarms(case.state):
        reason = f"open alarm: {words(alarm.raised)}"
        yield hold(
            f"R33.alarm.{alarm.raised.key}", reason, s.HOUSE_POLICY, "resolve it", PRESCRIBER
        )


def r33_escort(case: Case) -> Iterator[Finding]:
    """R33, H36: a named responsible adult or ward, and written advice."""
    kinds = (check_in.ResponsibleAdultNamed, check_in.WardHandoverNamed)
    if all(case.answered(kind) is None for kind in kinds):
        yield hold(
            "R33.escort", "no responsible adult named", s.SPRAVATO_LABEL, "name one", PRESCRIBER
        )
    if case.answered(leaving.AdviceGiven) is None:
        yield hold(
            "R33.advice", "written advice not given", s.SPRAVATO_LABEL, "give it", PRESCRIBER
        )
    if case.state.has(InfusionStarted) and not case.state.has(leaving.CannulaRemoved):
        yield hold("R33.cannula", "cannula still in", s.HOUSE_POLICY, "remove it", PRESCRIBER)


def r34_thoughts(case: Case) -> Iterator[Finding]:
    """R34: asked before leaving; a yes or a high screen is held until a clinician's disposition."""
    asked = case.answered(leaving.NewSuicidalThoughtsAsked)
    screen = case.answered(check_in.SuicideRiskScreened)
    disposition = case.state.last(check_in.RiskDispositionSigned)
    signed = disposition.version if disposition else 0
    if asked is None:
        yield hold("R34.asked", "new suicidal thoughts not asked", s.CSSRS_TRIAGE, "ask now")
    elif asked.fact.answer is not Answer.NO and asked.version > signed:
        yield hold(
            "R34.thoughts",
            "new suicidal thoughts since arrival, or no answer",
            s.CSSRS_TRIAGE,
            "a clinician sees the patient and signs a disposition",
        )
    if screen and triage(screen.fact.answers) is Triage.HIGH and screen.version > signed:
        yield hold(
            "R34.high",
            "C-SSRS high without a clinician's disposition",
            s.CSSRS_TRIAGE,
            "a clinician sees the patient and signs a disposition",
        )


def r36_safety_plan(case: Case) -> Iterator[Finding]:
    """R36: a safety plan for moderate and high risk."""
    screen = case.answered(check_in.SuicideRiskScreened)
    if screen is None or triage(screen.fact.answers) not in {Triage.MODERATE, Triage.HIGH}:
        return
    if not any(d.fact.safety_plan for d in case.state.all(check_in.RiskDispositionSigned)):
        yield hold(
            "R36", "no safety plan for this risk", s.STANLEY_BROWN_2012, "make it with the patient"
        )


def r31_oximetry(case: Case) -> Iterator[Finding]:
    """R31: an esketamine visit has a pulse oximeter reading after the dose."""
    began = given.dose_began(case.state)
    if case.state.product is not Product.ESKETAMINE or began is None:
        return
    if not any(r.parameter is P.SPO2 and r.at >= began for r in case.readings):
        yield hold("R31", "no SpO2 since the first device", s.SPRAVATO_REMS, "measure it")


RULES = (
    r32_time,
    r33_aldrete,
    r33_state,
    r33_signs,
    r33_alarms,
    r33_escort,
    r34_thoughts,
    r36_safety_plan,
    r31_oximetry,
)
