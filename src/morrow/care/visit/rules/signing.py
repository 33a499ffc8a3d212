"""What must hold before a record is signed: flags resolved, drug accounted for, co-signatures."""

from collections.abc import Iterator
from fractions import Fraction

from morrow.care import sources as s
from morrow.care.visit import flags, given
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import PreparationEntered
from morrow.care.visit.facts.dosing import DrugWasted, LineResidualRecorded
from morrow.care.visit.facts.monitoring import Authority, DrugCosigned, DrugGiven
from morrow.care.visit.rules._hold import Finding, hold
from morrow.care.visit.values import Route
from morrow.quantities import plain


def flags_resolved(case: Case) -> Iterator[Finding]:
    """An open flag blocks signing, never care."""
    for flag in flags.unresolved(case.state):
        yield hold(
            f"FLAG.{flag.key}", flag.reason, s.HOUSE_POLICY, "say what is true", flag=flag.key
        )


def r01_cosigned(case: Case) -> Iterator[Finding]:
    """R01: a drug given on a word or in an emergency waits for its co-signature."""
    signed = {r.fact.given for r in case.state.all(DrugCosigned)}
    for recorded in case.state.all(DrugGiven):
        on_word = recorded.fact.authority in {Authority.VERBAL, Authority.EMERGENCY}
        if on_word and recorded.id not in signed:
            reason = f"{recorded.fact.name} waits for a prescriber's co-signature"
            yield hold("R01.cosign", reason, s.ASKP_2018, "a prescriber co-signs")


def r40_balance(case: Case) -> Iterator[Finding]:
    """R40, as far as a visit knows: drawn = given + left in the line + wasted, to 1 % (R20)."""
    prepared = case.state.last(PreparationEntered)
    if prepared is None or case.state.route is Route.NASAL or not prepared.fact.drawn_ml:
        return
    strength, drawn = prepared.fact.vial_mg_per_ml, prepared.fact.drawn_ml
    into = given.given_mg(case.state, case.now)
    if strength is None or into is None:
        yield hold("R40.unknown", "what was given is not known", s.DEA_MANUAL, "record the volume")
        return
    wasted = sum((Fraction(w.fact.amount_mg) for w in case.state.all(DrugWasted)), Fraction())
    difference = Fraction(drawn) * Fraction(strength) - into - wasted - _in_line(case)
    if abs(difference) * 100 > Fraction(drawn) * Fraction(strength):
        yield hold(
            "R40",
            f"drawn, given, left and wasted differ by {plain(difference, places=2)} mg",
            s.DEA_MANUAL,
            "record the waste before a witness, or the volume left in the line",
            difference_mg=plain(difference, places=2),
        )


def _in_line(case: Case) -> Fraction:
    """mg left in the line, at the strength of the bag."""
    order, residual = case.state.order, case.state.last(LineResidualRecorded)
    if residual is None or order is None or not order.infused_volume_ml:
        return Fraction(0)
    strength = Fraction(order.dose_mg) / Fraction(order.infused_volume_ml)
    return Fraction(residual.fact.volume_ml) * strength


RULES = (flags_resolved, r01_cosigned, r40_balance)
