"""What must hold before a record is signed: flags resolved, drug accounted for, nothing missing."""

from collections.abc import Iterator
from fractions import Fraction

from morrow.care import sources as s
from morrow.care.visit import flags, given
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import PreparationEntered, SafetyStaffConfirmed
from morrow.care.visit.facts.dosing import (
    DrugWasted,
    InfusionStarted,
    LineResidualRecorded,
    VialOpened,
)
from morrow.care.visit.facts.monitoring import (
    AdverseEventRecorded,
    Authority,
    DrugCosigned,
    DrugGiven,
)
from morrow.care.visit.roles import counts
from morrow.care.visit.rules import risk
from morrow.care.visit.rules._hold import Finding, hold, warn
from morrow.care.visit.rules.place import no_emergency
from morrow.care.visit.values import Route
from morrow.evidence import Override
from morrow.quantities import plain

ON_A_WORD = frozenset({Authority.VERBAL, Authority.EMERGENCY})


def flags_resolved(case: Case) -> Iterator[Finding]:
    """An open flag blocks signing, never care."""
    for flag in flags.unresolved(case.state):
        yield hold(
            f"FLAG.{flag.key}", flag.reason, s.HOUSE_POLICY, "say what is true", flag=flag.key
        )


def r01_cosigned(case: Case) -> Iterator[Finding]:
    """R01: a drug given on a word or in an emergency is co-signed by another, a prescriber."""
    signed = {(r.fact.given, r.by) for r in case.state.all(DrugCosigned) if counts(r)}
    for drug in case.state.all(DrugGiven):
        by_another = any(given == drug.id and by != drug.by for given, by in signed)
        if drug.fact.authority in ON_A_WORD and not by_another:
            reason = f"{drug.fact.name} waits for a prescriber's co-signature"
            yield hold("R01.cosign", reason, s.ASKP_2018, "a prescriber co-signs")


def r40_balance(case: Case) -> Iterator[Finding]:
    """R40, as far as a visit knows: drawn = given + left in the line + wasted, to 1 % (R20).

    Where the opened vials are on record the whole of them may be accounted for instead: what
    stayed in them was then wasted too.  What cannot be balanced, two clinicians sign for.
    """
    prepared = case.state.last(PreparationEntered)
    if prepared is None or case.state.route is Route.NASAL or prepared.fact.drawn_ml == 0:
        return
    into, drawn_ml = given.given_mg(case.state, case.now), prepared.fact.drawn_ml
    if prepared.fact.vial_mg_per_ml is None or drawn_ml is None or into is None:
        yield hold(
            "R40.unknown",
            "what was drawn or given is not known",
            s.DEA_MANUAL,
            "record the volume, or two clinicians say what is known",
            Override.TWO_CLINICIANS,
        )
        return
    drawn = Fraction(drawn_ml) * Fraction(prepared.fact.vial_mg_per_ml)
    wasted = sum((Fraction(w.fact.amount_mg) for w in case.state.all(DrugWasted)), Fraction())
    accounted = into + wasted + _in_line(case)
    content = sum((Fraction(v.fact.content_mg) for v in case.state.all(VialOpened)), Fraction())
    if not any(_agree(whole, accounted) for whole in (drawn, content) if whole):
        difference = plain(drawn - accounted, places=2)
        yield hold(
            "R40",
            f"drawn, given, left and wasted differ by {difference} mg",
            s.DEA_MANUAL,
            "record the waste before a witness, or the volume left in the line",
            Override.TWO_CLINICIANS,
            difference_mg=difference,
        )


def _agree(whole: Fraction, accounted: Fraction) -> bool:
    return abs(whole - accounted) * 100 <= whole


def _in_line(case: Case) -> Fraction:
    """mg left in the line, at the strength of the bag that was hung."""
    started, residual = case.state.last(InfusionStarted), case.state.last(LineResidualRecorded)
    if residual is None or started is None:
        return Fraction(0)
    strength = Fraction(started.fact.dose_mg) / Fraction(started.fact.volume_ml)
    return Fraction(residual.fact.volume_ml) * strength


def r49_serious(case: Case) -> Iterator[Finding]:
    """R49: a serious adverse event without a report asks for REMS or MedWatch."""
    for recorded in case.state.all(AdverseEventRecorded):
        fact = recorded.fact
        if fact.serious and not fact.report.strip():
            reason = f"serious adverse event without a report: {fact.event}"
            yield warn("R49", reason, s.REMS_MONITORING_FORM, event=fact.event, id=recorded.id)


def r52_complete(case: Case) -> Iterator[Finding]:
    """R52: what a record of a dosed visit must hold; a prescriber signs for what is missing."""
    if not case.state.dosed:
        return
    for what, present in _record(case):
        if not present:
            yield hold(
                f"R52.{what}",
                f"{what.replace('-', ' ')} not recorded",
                s.REMS_MONITORING_FORM,
                "record it, or a prescriber says why it is missing",
                Override.PRESCRIBER,
            )


def _record(case: Case) -> Iterator[tuple[str, bool]]:
    state, prepared = case.state, case.state.last(PreparationEntered)
    began = given.dose_began(state)
    yield "order", state.order is not None
    yield "lot-and-expiry", bool(prepared and prepared.fact.lot.strip())
    yield "end-of-dose", given.dose_ended(state) is not None
    yield "given-dose", given.given_mg(state, case.now) is not None
    yield "vital-signs", any(began is not None and r.at >= began for r in case.readings)
    yield "assigned-nurse", state.nurse is not None
    yield "staff-on-site", state.has(SafetyStaffConfirmed)


RULES = (
    no_emergency,
    flags_resolved,
    r01_cosigned,
    r40_balance,
    r49_serious,
    r52_complete,
    *risk.SIGN_RULES,
)
