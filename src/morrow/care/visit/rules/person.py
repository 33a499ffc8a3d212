"""Gates about who the patient is and what they bring: R01, R03 to R06, R11 to R13, R34."""

from collections.abc import Iterator
from datetime import timedelta

from morrow.care import sources as s
from morrow.care.calendar import age_on
from morrow.care.interactions import BENZODIAZEPINES, WARNED, XANTHINES, members
from morrow.care.patient import EligibilityAttested
from morrow.care.scales.cssrs_screener import Triage, triage
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in
from morrow.care.visit.rules._hold import Finding, hold, warn
from morrow.care.visit.values import Answer, Medication
from morrow.evidence import Override

ANAESTHETIC = ("ketamine", "esketamine")


def r01_identity(case: Case) -> Iterator[Finding]:
    """R01: identity, allergies and today's medicines are confirmed at this visit."""
    asked = (
        (check_in.IdentityConfirmed, "identity", "confirm two identifiers"),
        (check_in.AllergiesConfirmed, "allergies", "confirm the allergy list"),
        (check_in.MedicationsReviewed, "medicines", "go through today's medicines"),
    )
    for kind, what, remedy in asked:
        if case.answered(kind) is None:
            yield hold(f"R01.{what}", f"{what} not confirmed at this visit", s.ASKP_2018, remedy)


def r03_age(case: Case) -> Iterator[Finding]:
    """R03: 18 years or older."""
    identity, least = case.know.patient.identity, case.protocol["age.min"]
    if identity is None:
        yield hold("R03", "the date of birth is not known", s.SPRAVATO_LABEL, "record it")
    elif (age := age_on(born=identity.birth_date, on=case.today)) < least:
        reason = f"the patient is {age}; the least age is {least}"
        yield hold("R03", reason, case.protocol.source("age.min"), "do not treat here", age=age)


def r04_contraindications(case: Case) -> Iterator[Finding]:
    """R04: an eligibility decision for this drug, without an absolute contraindication."""
    decided = case.know.patient.last(EligibilityAttested)
    if decided is None or decided.fact.product is not case.state.product:
        yield hold(
            "R04.decision",
            "no eligibility decision for this drug is on record",
            s.SPRAVATO_LABEL,
            "a prescriber records the decision and its document",
        )
    elif decided.fact.contraindications:
        found = ", ".join(decided.fact.contraindications)
        yield hold("R04", f"contraindicated: {found}", s.SPRAVATO_LABEL, "no override", found=found)
    yield from _allergic(case)


def _allergic(case: Case) -> Iterator[Finding]:
    confirmed = case.fact(check_in.AllergiesConfirmed)
    for allergy in confirmed.allergies if confirmed else ():
        if any(drug in allergy.substance.casefold() for drug in ANAESTHETIC):
            reason = f"hypersensitivity on record: {allergy.substance} ({allergy.reaction})"
            yield hold("R04.allergy", reason, s.SPRAVATO_LABEL, "no override")


def r05_cardiovascular(case: Case) -> Iterator[Finding]:
    """R05: no cardiovascular event in the last six weeks."""
    asked, source = case.fact(check_in.CardiovascularAnswered), s.SPRAVATO_EU_SMPC
    weeks = case.protocol["cardiovascular.weeks"]
    if asked is None or asked.event is Answer.DECLINED:
        yield hold("R05", "cardiovascular events not answered", source, "ask the question")
        return
    recent = case.today - timedelta(weeks=int(weeks))
    if asked.event is Answer.YES and (asked.last_event_on is None or asked.last_event_on > recent):
        when = "at an unknown date" if asked.last_event_on is None else f"on {asked.last_event_on}"
        yield hold(
            "R05",
            f"a cardiovascular event {when}, within {weeks} weeks",
            case.protocol.source("cardiovascular.weeks"),
            "wait, or two clinicians decide",
            Override.TWO_CLINICIANS,
            event=when,
        )


def r06_pregnancy(case: Case) -> Iterator[Finding]:
    """R06: asked of everybody; where possible, a negative test of today; no breast-feeding."""
    asked = case.fact(check_in.PregnancyAnswered)
    if asked is None:
        yield hold("R06", "pregnancy not asked", s.SPRAVATO_LABEL, "ask everybody")
        return
    if asked.test == "positive":
        yield hold(
            "R06", "pregnancy test positive", s.SPRAVATO_LABEL, "do not give", test="positive"
        )
    elif asked.possible is not Answer.NO and (asked.test, asked.tested_on) != (
        "negative",
        case.today,
    ):
        yield hold(
            "R06",
            "pregnancy is possible and no test of today is negative",
            s.SPRAVATO_LABEL,
            "test",
        )
    if asked.breast_feeding is not Answer.NO:
        yield hold(
            "R06.feeding", "breast-feeding, or not answered", s.SPRAVATO_LABEL, "do not give"
        )


def r11_benzodiazepines(case: Case) -> Iterator[Finding]:
    """R11: over 3 mg a day lorazepam-equivalent, any within 8 h, or an unknown amount or time."""
    hours, most = (
        case.protocol["benzodiazepine.hours"],
        case.protocol["benzodiazepine.mg_per_day"],
    )
    for medicine in _medications(case):
        if not members([medicine.name], BENZODIAZEPINES):
            continue
        taken, amount = medicine.last_taken_at, medicine.lorazepam_equivalent_mg_per_day
        recent = taken is None or case.now - taken < timedelta(hours=float(hours))
        if recent or amount is None or amount > most:
            yield warn(
                "R11",
                f"{medicine.name}: over {most} mg a day, within {hours} h, or not known",
                BENZODIAZEPINES.source,
                medicine=medicine.name,
                mg_per_day=amount if amount is not None else "not known",
                last_taken=taken.isoformat() if taken else "not known",
            )


def r12_interactions(case: Case) -> Iterator[Finding]:
    """R12: drugs that weaken, add or endanger: acknowledged with a reason."""
    names = [medicine.name for medicine in _medications(case)]
    for found in WARNED:
        for name in members(names, found):
            yield warn(f"R12.{found.key}", f"{name}: {found.effect}", found.source, medicine=name)


def r13_xanthines(case: Case) -> Iterator[Finding]:
    """R13: no theophylline or aminophylline."""
    for name in members([m.name for m in _medications(case)], XANTHINES):
        yield hold("R13", f"{name}: {XANTHINES.effect}", XANTHINES.source, "do not give together")


def r34_suicide_risk(case: Case) -> Iterator[Finding]:
    """R34: screened before each start; a high result needs one clinician's line, not a stop."""
    screen = case.answered(check_in.SuicideRiskScreened)
    if screen is None:
        yield hold("R34", "C-SSRS since last contact not done", s.CSSRS_TRIAGE, "screen now")
        return
    level = triage(screen.fact.answers)
    disposition = case.state.last(check_in.RiskDispositionSigned)
    answered = disposition is not None and disposition.version > screen.version
    if level is Triage.INCOMPLETE:
        yield hold("R34", "C-SSRS not complete", s.CSSRS_TRIAGE, "ask the missing items")
    elif level is Triage.HIGH and not answered:
        yield hold(
            "R34.disposition",
            "C-SSRS high and not yet reviewed by a clinician",
            s.CSSRS_TRIAGE,
            "one line by a clinician; high risk alone is no reason to withhold ketamine",
            level=level,
        )


def _medications(case: Case) -> tuple[Medication, ...]:
    reviewed = case.fact(check_in.MedicationsReviewed)
    return reviewed.medications if reviewed else ()


RULES = (
    r01_identity,
    r03_age,
    r04_contraindications,
    r05_cardiovascular,
    r06_pregnancy,
    r11_benzodiazepines,
    r12_interactions,
    r13_xanthines,
    r34_suicide_risk,
)
