"""Gates about what was prepared: read twice, by two people, both as ordered (R20, H1, H2, H8, H9)."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from morrow.care import sources as s
from morrow.care.dosing.second_reading import (
    GRADUATIONS,
    Expected,
    SecondReading,
    check_second_reading,
    graduation_of,
)
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import PreparationChecked, PreparationEntered
from morrow.care.visit.rules._hold import Finding, hold
from morrow.care.visit.values import Order, Route
from morrow.evidence import Override, Refusal
from morrow.quantities import Ml, plain

FINEST: Final = Ml(min(figure.value for figure in GRADUATIONS.values()))
"""The graduation forgiven where nobody said which syringe it was."""

Prepared = PreparationEntered | PreparationChecked


def r20_preparation(case: Case) -> Iterator[Finding]:
    """R20, H1, H2, H8: prepared by one person, read blind by another, both as ordered."""
    order = case.state.order
    entered, checked = case.answered(PreparationEntered), case.answered(PreparationChecked)
    if entered is None:
        yield hold("R20.entry", "preparation not entered", s.HOUSE_POLICY, "enter what was drawn")
    if checked is None or (entered and checked.version < entered.version):
        yield hold(
            "R20.check", "no second reading", s.HOUSE_POLICY, "a second person reads and enters"
        )
        return
    if entered is None or order is None:
        return
    if entered.by == checked.by:
        yield hold(
            "R20.person", "both readings are by one person", s.HOUSE_POLICY, "another person reads"
        )
    graduation = _graduation(entered.fact.syringe_ml)
    if isinstance(graduation, Refusal):
        yield graduation
        return
    yield from _too_coarse(case, order, graduation)
    yield from _agrees(order, entered.fact, graduation, "R20.first")
    yield from _agrees(order, checked.fact, graduation, "R20.second")
    yield from _expiry(case, entered.fact)


def _too_coarse(case: Case, order: Order, graduation: Ml) -> Iterator[Finding]:
    """What R20 forgives is small beside the dose, or the syringe cannot show it."""
    figure = case.protocol.figure("check.coarse")
    if order.draw_ml is None or graduation * 100 <= 2 * figure.value * order.draw_ml:
        return
    yield hold(
        "R20.syringe",
        f"the syringe shows steps of {plain(graduation)} mL, and {plain(order.draw_ml)} mL are drawn",
        figure.source,
        "draw with a finer syringe",
        Override.PRESCRIBER,
        graduation_ml=plain(graduation),
        draw_ml=plain(order.draw_ml),
    )


def _agrees(order: Order, prepared: Prepared, graduation: Ml, rule: str) -> Iterator[Finding]:
    if prepared.product is not order.product:
        reason = f"the order is for {order.product}, prepared is {prepared.product}"
        yield hold(rule, reason, s.HOUSE_POLICY, "take the ordered product")
    if order.route is Route.NASAL:
        if prepared.devices != order.devices:
            reason = f"{order.devices} devices are ordered, {prepared.devices} prepared"
            yield hold(rule, reason, s.SPRAVATO_DOSING, "prepare what is ordered")
        return
    yield from _as_ordered(order, prepared, graduation, rule)


def _as_ordered(order: Order, prepared: Prepared, graduation: Ml, rule: str) -> Iterator[Finding]:
    if order.vial_mg_per_ml is None or order.draw_ml is None or order.dosing_weight_kg is None:
        raise ValueError("an order by weight has a vial, a draw and a weight")
    expected = Expected(
        dose_mg=order.dose_mg,
        weight_kg=order.dosing_weight_kg,
        vial_mg_per_ml=Fraction(order.vial_mg_per_ml),
        draw_ml=order.draw_ml,
        rate_ml_per_h=order.rate_ml_per_h,
        infused_volume_ml=order.infused_volume_ml,
    )
    reading = SecondReading(
        vial_mg_per_ml=prepared.vial_mg_per_ml,
        weight_kg=prepared.weight_kg,
        drawn_ml=prepared.drawn_ml,
        syringe_graduation_ml=graduation,
        pump_rate_ml_per_h=prepared.pump_rate_ml_per_h,
        pump_volume_ml=prepared.pump_volume_ml,
    )
    for found in check_second_reading(expected=expected, reading=reading):
        yield _renamed(found, rule)


def _renamed(found: Refusal, rule: str) -> Refusal:
    """The same finding, told apart by whose reading it is about."""
    return Refusal(
        rule=f"{rule}.{found.rule}",
        reason=found.reason,
        source=found.source,
        seen=found.seen,
        remedy=found.remedy,
        override=found.override,
    )


def _graduation(syringe: Ml | None) -> Ml | Refusal:
    """Half of this is forgiven to both readings of the one syringe."""
    if syringe is None:
        return FINEST
    found = graduation_of(syringe)
    return found if isinstance(found, Refusal) else Ml(found.value)


def _expiry(case: Case, entered: PreparationEntered) -> Iterator[Finding]:
    if entered.expires_on < case.today:
        yield hold(
            "H9", f"the lot expired on {entered.expires_on}", s.HOUSE_POLICY, "take another vial"
        )
    if not entered.lot.strip():
        yield hold("H9.lot", "no lot number", s.REMS_MONITORING_FORM, "enter the lot")


RULES = (r20_preparation,)
