"""Gates about who the patient is and what they bring: R01, R03 to R06, R11 to R13."""

from collections.abc import Iterator
from datetime import date, timedelta

from morrow.care import sources as s
from morrow.care.calendar import age_on
from morrow.care.interactions import BENZODIAZEPINES, WARNED, XANTHINES, members
from morrow.care.patient import EligibilityAttested
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in
from morrow.care.visit.rules._hold import Finding, hold, unit_value, warn
from morrow.care.visit.values import Answer, Medication
from morrow.evidence import Override

ANAESTHETIC = ("ketamine", "ketalar", "ketanest", "spravato", "benzethonium")
"""What an allergy's words may call the drug or the vial's preservative (`esketamine` has the
first inside it); brand names are general knowledge."""


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
    source = case.protocol.source("age.min")
    if identity is None or identity.birth_date > case.today:
        yield hold("R03", "the date of birth is not known", source, "record it")
    elif (age := age_on(born=identity.birth_date, on=case.today)) < least:
        reason = f"the patient is {age}; the least age is {least}"
        yield hold("R03", reason, source, "do not treat here", age=age)


def r04_contraindications(case: Case) -> Iterator[Finding]:
    """R04: an eligibility decision for this drug, and no absolute contraindication in the latest.

    The latest decision may be about the other drug: what it found stands against both.
    """
    every = case.know.patient.all(EligibilityAttested)
    decided = [one.fact for one in every if one.fact.product is case.state.product]
    if not decided:
        yield hold(
            "R04.decision",
            "no eligibility decision for this drug is on record",
            s.SPRAVATO_LABEL,
            "a prescriber records the decision and its document",
        )
    latest = (*decided[-1:], *(one.fact for one in every[-1:]))
    present = sorted({found for one in latest for found in one.contraindications})
    if present:
        found = ", ".join(present)
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
    asked, source = (
        case.fact(check_in.CardiovascularAnswered),
        case.protocol.source("cardiovascular.weeks"),
    )
    if asked is None or asked.event is Answer.DECLINED:
        yield hold("R05", "cardiovascular events not answered", source, "ask the question")
        return
    weeks = case.protocol["cardiovascular.weeks"]
    recent = case.today - timedelta(weeks=int(weeks))
    if asked.event is Answer.YES and (asked.last_event_on is None or asked.last_event_on > recent):
        when = "at an unknown date" if asked.last_event_on is None else f"on {asked.last_event_on}"
        yield hold(
            "R05",
            f"a cardiovascular event {when}: not within {weeks} weeks",
            source,
            "wait, or two clinicians decide",
            Override.TWO_CLINICIANS,
            event=when,
        )


def r06_pregnancy(case: Case) -> Iterator[Finding]:
    """R06: asked of everybody; where possible, a recent negative test; no breast-feeding."""
    asked = case.fact(check_in.PregnancyAnswered)
    if asked is None:
        yield hold("R06", "pregnancy not asked", s.SPRAVATO_LABEL, "ask everybody")
        return
    if asked.test == "positive":
        reason, seen = "pregnancy test positive", "positive"
        yield hold("R06", reason, s.SPRAVATO_LABEL, "do not give", test=seen)
    elif asked.possible is not Answer.NO and not _tested(case, asked):
        limit = unit_value(case.protocol, "pregnancy.test_max_age")
        yield hold(
            "R06",
            f"pregnancy is possible, and there is no negative test of the last {limit}",
            case.protocol.source("pregnancy.test_max_age"),
            "test",
        )
    if asked.breast_feeding is not Answer.NO:
        yield hold(
            "R06.feeding", "breast-feeding, or not answered", s.SPRAVATO_LABEL, "do not give"
        )


def _tested(case: Case, asked: check_in.PregnancyAnswered) -> bool:
    on: date | None = asked.tested_on
    if asked.test != "negative" or on is None:
        return False
    return 0 <= (case.today - on).days <= case.protocol["pregnancy.test_max_age"]


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
    """R12: drugs that weaken, add or endanger: acknowledged with a reason.

    The acknowledgement lapses when drug, dose or protocol version changes.
    """
    version = f"{case.protocol.key} {case.protocol.version}"
    for medicine in _medications(case):
        for found in WARNED:
            if members([medicine.name], found):
                yield warn(
                    f"R12.{found.key}",
                    f"{medicine.name}: {found.effect}",
                    found.source,
                    medicine=medicine.name,
                    dose=medicine.dose,
                    protocol=version,
                )


def r13_xanthines(case: Case) -> Iterator[Finding]:
    """R13: no theophylline or aminophylline."""
    for name in members([m.name for m in _medications(case)], XANTHINES):
        yield hold("R13", f"{name}: {XANTHINES.effect}", XANTHINES.source, "do not give together")


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
)
