"""What holds a dose or asks again: R18, R19, R20 for the order, R21, and the code's ceiling H5.

Each function answers one rule.  `check_dose` asks them all, with those of `weight`, and returns
refusals and warnings together; an empty answer means that nothing stands against the dose.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from morrow.care.dosing.amounts import plan_spray
from morrow.care.dosing.limits import Limits, strictest
from morrow.care.dosing.plans import DRAWN_OVER_MAX, InfusionPlan, InjectionPlan
from morrow.care.dosing.weight import (
    Weighing,
    check_dosing_weight,
    check_first_weight,
    check_weighing,
    check_weight_age,
)
from morrow.care.sources import CODE_CEILING, HOUSE_POLICY, KETALAR_LABEL, SPRAVATO_DOSING
from morrow.evidence import Figure, Override, Refusal, Source, Warn
from morrow.quantities import Kg, Mg, Min, Ml, plain

Finding = Refusal | Warn
NOTHING: Final = Mg(Decimal(0))

DILUTE_FROM: Final = Figure(
    value=Decimal(100), unit="mg/mL", source=KETALAR_LABEL, note="must be diluted before IV use"
)
AGREEMENT: Final = Figure(
    value=Decimal(1), unit="%", source=HOUSE_POLICY, note="calculated and entered agree (R20, H3)"
)
STRENGTHS: Final = tuple(
    Figure(value=Decimal(value), unit="mg/mL", source=KETALAR_LABEL, note="a strength of the label")
    for value in (10, 50, 100)
)
FIRST_TRD_MAX: Final = Figure(
    value=Decimal(56), unit="mg", source=SPRAVATO_DOSING, note="day 1 of induction in TRD"
)


def check_dose(
    *,
    plan: InfusionPlan | InjectionPlan,
    weighing: Weighing,
    today: date,
    limits: Limits,
    uses_actual_weight: bool = True,
    entered_mg: Mg | None = None,
    given_before_mg: Mg = NOTHING,
) -> tuple[Finding, ...]:
    """Everything that stands against a planned dose of racemic ketamine (R16-R20, H2-H5).

    `limits`: the clinic's and the order's, through `strictest`; the code's ceiling is added here
    again.  `entered_mg`: the mg that the prescriber wrote beside the mg/kg, where they did.
    `given_before_mg`: what this visit has already given.
    """
    return (
        *_known(
            check_weight_age(weighed_on=weighing.on, today=today), check_first_weight(weighing)
        ),
        *check_weighing(weighing, uses_actual_weight=uses_actual_weight),
        *_known(
            check_dosing_weight(
                dosing_kg=plan.weight_kg,
                actual_kg=weighing.kg,
                uses_actual_weight=uses_actual_weight,
            )
        ),
        *check_plan(
            plan=plan, actual_kg=weighing.kg, limits=limits, given_before_mg=given_before_mg
        ),
        *_known(None if entered_mg is None else check_both_doses(plan=plan, entered_mg=entered_mg)),
    )


def check_plan(
    *,
    plan: InfusionPlan | InjectionPlan,
    actual_kg: Kg,
    limits: Limits,
    given_before_mg: Mg = NOTHING,
) -> tuple[Finding, ...]:
    """R18, R19, H1, H2, H5: the amounts alone, whatever is known of the weighing.

    H1 holds what looks like a ten-fold slip until a prescriber says why it is none.
    """
    amounts = _known(
        check_dose_per_kg(plan=plan, actual_kg=actual_kg, limits=limits),
        check_visit_total(dose_mg=plan.ordered.dose_mg, before_mg=given_before_mg, limits=limits),
        check_measurable(plan=plan),
        check_vial(strength=plan.vial.strength),
    )
    if isinstance(plan, InjectionPlan):
        return amounts
    return amounts + _known(
        check_minutes(minutes=plan.minutes, limits=limits),
        check_diluted(strength=plan.vial.strength, bag_ml=plan.bag_ml),
        check_bag(bag_ml=plan.bag_ml, limits=limits),
    )


def _known(*findings: Finding | None) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one is not None)


def check_dose_per_kg(
    *, plan: InfusionPlan | InjectionPlan, actual_kg: Kg, limits: Limits
) -> Finding | None:
    """R18 and H5: mg/kg against the strictest limits, on dosing weight and on actual weight.

    The larger of the two counts: an ideal weight above the actual one must not hide a dose.
    """
    on_actual = plan.exact.dose_mg / Fraction(actual_kg)
    per_kg = max(Fraction(plan.dose_mg_per_kg), on_actual)
    return next(_per_kg_findings(per_kg, strictest(limits)), None)


def check_visit_total(*, dose_mg: Mg, before_mg: Mg, limits: Limits) -> Refusal | None:
    """H5: mg in one visit, with what it has already given, against the strictest limit."""
    total = Fraction(dose_mg) + Fraction(before_mg)
    limit = strictest(limits).refuse_above_mg
    if limit is None or total <= limit.value:
        return None
    return Refusal(
        rule="H5",
        reason=f"{plain(total)} mg in one visit is over the limit of {_text(limit)}",
        source=limit.source,
        seen={"dose_mg": plain(dose_mg), "given_before_mg": plain(before_mg)},
        remedy=f"order at most {_text(limit)} in one visit; nothing raises this limit",
    )


def check_minutes(*, minutes: Min, limits: Limits) -> Finding | None:
    """R19, H1: an infusion faster than the limits allow (a rapid push may stop breathing), or
    longer than any that was reported."""
    strict = strictest(limits)
    seen = {"minutes": plain(minutes)}
    if (limit := strict.refuse_below_minutes) is not None and minutes < limit.value:
        reason = f"{plain(minutes)} min is under the limit of {_text(limit)}"
        remedy = f"infuse over {_text(limit)} or more"
        return Refusal(rule="R19", reason=reason, source=limit.source, seen=seen, remedy=remedy)
    if (limit := strict.warn_below_minutes) is not None and minutes < limit.value:
        reason = f"{plain(minutes)} min is under {_text(limit)}: 40 min is conventional"
        return Warn(rule="R19", reason=reason, source=limit.source, seen=seen)
    if (limit := strict.confirm_above_minutes) is not None and minutes > limit.value:
        said = f"{plain(minutes)} min is over {_text(limit)}"
        return _slip("H1.minutes", said, limit.source, seen, "correct the minutes")
    return None


def check_diluted(*, strength: Fraction, bag_ml: Ml) -> Refusal | None:
    """R19: ketamine of 100 mg/mL or more is never infused undiluted."""
    if bag_ml > 0 or strength < DILUTE_FROM.value:
        return None
    return Refusal(
        rule="R19",
        reason=f"{plain(strength)} mg/mL must be diluted before intravenous use",
        source=DILUTE_FROM.source,
        seen={"strength_mg_per_ml": plain(strength), "bag_ml": plain(bag_ml)},
        remedy="name the bag that it is diluted in",
    )


def check_bag(*, bag_ml: Ml, limits: Limits) -> Refusal | None:
    """H1: a bag of another volume than those in use; none at all is `check_diluted`'s."""
    strict, seen = strictest(limits), {"bag_ml": plain(bag_ml)}
    if (limit := strict.confirm_below_bag_ml) is not None and 0 < bag_ml < limit.value:
        said = f"a bag of {plain(bag_ml)} mL is under {_text(limit)}"
        return _slip("H1.bag", said, limit.source, seen, "correct the bag")
    if (limit := strict.confirm_above_bag_ml) is not None and bag_ml > limit.value:
        said = f"a bag of {plain(bag_ml)} mL is over {_text(limit)}"
        return _slip("H1.bag", said, limit.source, seen, "correct the bag")
    return None


def check_vial(*, strength: Fraction) -> Refusal | None:
    """H1: a vial of a strength that the label does not have, such as 5 for 50 mg/mL."""
    if any(strength == known.value for known in STRENGTHS):
        return None
    known = ", ".join(plain(one.value) for one in STRENGTHS)
    said = f"a vial of {plain(strength)} mg/mL: the label has {known} mg/mL"
    seen = {"strength_mg_per_ml": plain(strength)}
    return _slip("H1.vial", said, STRENGTHS[0].source, seen, "read the vial again")


def _slip(rule: str, said: str, source: Source, seen: Mapping[str, str], remedy: str) -> Refusal:
    """Each under a name of its own: who sets one aside has not answered another."""
    return Refusal(
        rule=rule,
        reason=f"{said}: a ten-fold slip?",
        source=source,
        seen=dict(seen),
        remedy=f"{remedy}, or a prescriber says why",
        override=Override.PRESCRIBER,
    )


def check_both_doses(*, plan: InfusionPlan | InjectionPlan, entered_mg: Mg) -> Refusal | None:
    """H3: an order carries mg/kg and mg, and they agree to 1 % (or the order's rounding step)."""
    dose = plan.exact.dose_mg
    tolerance = max(dose * Fraction(AGREEMENT.value) / 100, Fraction(plan.rounding.dose_mg.value))
    if abs(Fraction(entered_mg) - dose) <= tolerance:
        return None
    return Refusal(
        rule="R20",
        reason=(
            f"{plain(plan.dose_mg_per_kg)} mg/kg x {plain(plan.weight_kg)} kg is {plain(dose)} mg,"
            f" and {plain(entered_mg)} mg was written"
        ),
        source=AGREEMENT.source,
        seen={"calculated_mg": plain(dose), "entered_mg": plain(entered_mg)},
        remedy="correct the mg/kg, the weight or the mg",
    )


def check_measurable(*, plan: InfusionPlan | InjectionPlan) -> Warn | None:
    """H2: the rounded draw holds the ordered mg to 2 %; else a weaker vial or finer syringe."""
    ordered = plan.ordered
    drawn = Fraction(ordered.draw_ml) * plan.vial.strength
    if abs(drawn - Fraction(ordered.dose_mg)) * 100 <= DRAWN_OVER_MAX.value * ordered.dose_mg:
        return None
    return Warn(
        rule="H2",
        reason=(
            f"{plain(ordered.draw_ml)} mL holds {plain(drawn)} mg, not {plain(ordered.dose_mg)} mg:"
            " take a weaker vial or a finer syringe"
        ),
        source=DRAWN_OVER_MAX.source,
        seen={"ordered_mg": plain(ordered.dose_mg), "drawn_mg": plain(drawn)},
    )


def check_esketamine(*, dose_mg: Mg, first_for_trd: bool) -> Refusal | None:
    """R21: 28, 56 or 84 mg, and at most 56 mg at the first session for treatment resistance."""
    plan = plan_spray(dose_mg=dose_mg)
    if isinstance(plan, Refusal):
        return plan
    if not first_for_trd or dose_mg <= FIRST_TRD_MAX.value:
        return None
    return Refusal(
        rule="R21",
        reason=f"the first session is at most 56 mg, and {plain(dose_mg)} mg is ordered",
        source=FIRST_TRD_MAX.source,
        seen={"dose_mg": plain(dose_mg)},
        remedy="order 28 or 56 mg today",
    )


def _per_kg_findings(per_kg: Fraction, limits: Limits) -> Iterator[Finding]:
    """The gravest first."""
    seen = {"dose_mg_per_kg": plain(per_kg, places=4)}
    said = f"{plain(per_kg, places=4)} mg/kg is"
    if (limit := limits.refuse_above_mg_per_kg) is not None and per_kg > limit.value:
        yield Refusal(
            rule="H5" if limit.source == CODE_CEILING else "R18",
            reason=f"{said} over the limit of {_text(limit)}",
            source=limit.source,
            seen=seen,
            remedy=f"order {_text(limit)} or less",
        )
    if (limit := limits.second_signature_above_mg_per_kg) is not None and per_kg > limit.value:
        yield Refusal(
            rule="R18",
            reason=f"{said} over {_text(limit)}",
            source=limit.source,
            seen=seen,
            remedy=f"a second prescriber signs, or order {_text(limit)} or less",
            override=Override.SECOND_SIGNATURE,
        )
    if (limit := limits.confirm_below_mg_per_kg) is not None and per_kg < limit.value:
        yield Refusal(
            rule="H1",
            reason=f"{said} under {_text(limit)}, the lowest dose studied: a ten-fold slip?",
            source=limit.source,
            seen=seen,
            remedy="correct the dose, or a prescriber says why",
            override=Override.PRESCRIBER,
        )
    if (limit := limits.warn_above_mg_per_kg) is not None and per_kg > limit.value:
        reason = f"{said} over {_text(limit)}"
        yield Warn(rule="R18", reason=reason, source=limit.source, seen=seen)


def _text(limit: Figure) -> str:
    return f"{plain(limit.value)} {limit.unit}"
