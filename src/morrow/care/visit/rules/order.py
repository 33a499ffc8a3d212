"""Gates about the order, its protocol, consent and preparation: R14 to R22, H1, H2, H6, H8."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from morrow.care import sources as s
from morrow.care.calendar import most_in_any_days
from morrow.care.dosing.second_reading import Expected, SecondReading, check_second_reading
from morrow.care.dosing.weight import check_weight_plausible
from morrow.care.patient import ConsentAttested
from morrow.care.recorded import Recorded
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import (
    HeightMeasured,
    PreparationChecked,
    PreparationEntered,
    WeightMeasured,
)
from morrow.care.visit.facts.planning import OrderSigned
from morrow.care.visit.rules._hold import Finding, hold, months_before
from morrow.care.visit.values import Order, Product, Route
from morrow.evidence import Override, Refusal
from morrow.quantities import Ml, plain

SYRINGE_GRADUATION: Final = {
    Ml(Decimal(1)): Ml(Decimal("0.01")),
    Ml(Decimal(3)): Ml(Decimal("0.1")),
}
COARSE_GRADUATION: Final = Ml(Decimal("0.2"))
"""Graduations as printed on 1, 3 and larger syringes (ISO 7886-1; `unverified`)."""

Prepared = PreparationEntered | PreparationChecked


def order_in_force(case: Case) -> Iterator[Finding]:
    """An order is signed, under the protocol version in force, and co-signed where it must be."""
    protocol, order = case.protocol, case.state.order
    if not case.know.signed:
        yield hold(
            "PROTOCOL",
            f"no version of {protocol.title} is in force here",
            s.HOUSE_POLICY,
            "the medical director prepares it and a second prescriber co-signs",
        )
    if order is None:
        yield hold("ORDER", "no order is signed", s.ASKP_2018, "a prescriber signs the order")
    elif (order.protocol, order.protocol_version) != (protocol.key, protocol.version):
        yield hold(
            "ORDER.version",
            f"the order is under version {order.protocol_version}; in force is {protocol.version}",
            s.HOUSE_POLICY,
            "sign a fresh order",
        )


def r18_cosigned(case: Case) -> Iterator[Finding]:
    """R18: above the clinic's limit a second prescriber signs before the dose."""
    signed = case.state.last(OrderSigned)
    if signed and case.state.order and signed.fact.needs_cosign and not case.state.cosigned:
        yield hold(
            "R18.second",
            "the order needs a second prescriber's signature",
            s.HOUSE_POLICY,
            "another prescriber co-signs",
        )


def r14_consent(case: Case) -> Iterator[Finding]:
    """R14: a signed consent for this drug and route, not older than twelve months."""
    product, route = case.state.product, case.state.route
    consent = case.know.patient.consent(product, route) if product and route else None
    if consent is None:
        yield hold("R14", "no consent for this drug and route", s.HOUSE_POLICY, "obtain consent")
        return
    limit = case.protocol["consent.max_age"]
    if consent.fact.signed_on < months_before(case.today, int(limit)):
        yield hold(
            "R14.age",
            f"the consent of {consent.fact.signed_on} is older than {limit} months",
            case.protocol.source("consent.max_age"),
            "renew the consent",
            signed_on=consent.fact.signed_on,
        )
    yield from _off_label(consent)


def _off_label(consent: Recorded[ConsentAttested]) -> Iterator[Finding]:
    """R15: for ketamine the consent says that the use is off-label."""
    fact = consent.fact
    if fact.product is Product.KETAMINE and not fact.off_label_acknowledged:
        yield hold(
            "R15", "off-label use not acknowledged", s.FDA_COMPOUNDED_2023, "explain and sign"
        )


def r16_weight(case: Case) -> Iterator[Finding]:
    """R16, H4: weighed at this visit; a jump is weighed again, and the order stands on it."""
    order, weight = case.state.order, case.fact(WeightMeasured)
    if case.state.route is Route.NASAL:
        return
    if weight is None:
        yield hold("R16", "not weighed at this visit", s.HOUSE_POLICY, "weigh now, in kilograms")
        return
    height = case.fact(HeightMeasured)
    weighings = [w.fact.weight_kg for w in case.state.all(WeightMeasured)]
    found = check_weight_plausible(
        weight_kg=weight.weight_kg,
        last_kg=case.know.last_weight_kg,
        height_cm=height.height_cm if height else None,
        weighed_again_kg=weighings[-2] if len(weighings) > 1 else None,
    )
    if found:
        yield found
    if order and order.measured_weight_kg:
        yield from _order_weight(case, order, Fraction(weight.weight_kg))


def _order_weight(case: Case, order: Order, measured: Fraction) -> Iterator[Finding]:
    assert order.measured_weight_kg is not None
    ordered, limit = Fraction(order.measured_weight_kg), case.protocol["weight.change"]
    if abs(measured - ordered) * 100 >= Fraction(limit) * ordered:
        yield hold(
            "R16.order",
            f"ordered on {plain(order.measured_weight_kg)} kg, weighed {plain(measured)} kg",
            case.protocol.source("weight.change"),
            "sign a fresh order on the weight of today",
            ordered_kg=plain(order.measured_weight_kg),
            measured_kg=plain(measured),
        )


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
    yield from _agrees(order, entered.fact, "R20.first")
    yield from _agrees(order, checked.fact, "R20.second")
    yield from _expiry(case, entered.fact)


def _agrees(order: Order, prepared: Prepared, rule: str) -> Iterator[Finding]:
    if prepared.product is not order.product:
        reason = f"the order is for {order.product}, prepared is {prepared.product}"
        yield hold(rule, reason, s.HOUSE_POLICY, "take the ordered product")
    if order.route is Route.NASAL:
        if prepared.devices != order.devices:
            reason = f"{order.devices} devices are ordered, {prepared.devices} prepared"
            yield hold(rule, reason, s.SPRAVATO_DOSING, "prepare what is ordered")
        return
    yield from _as_ordered(order, prepared, rule)


def _as_ordered(order: Order, prepared: Prepared, rule: str) -> Iterator[Finding]:
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
    syringe = prepared.syringe_ml if isinstance(prepared, PreparationEntered) else None
    reading = SecondReading(
        vial_mg_per_ml=prepared.vial_mg_per_ml,
        weight_kg=prepared.weight_kg,
        drawn_ml=prepared.drawn_ml,
        syringe_graduation_ml=_graduation(syringe),
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


def _graduation(syringe: Ml | None) -> Ml:
    """Half a graduation is forgiven: the finest is assumed where the syringe is not known."""
    if syringe is None:
        return SYRINGE_GRADUATION[Ml(Decimal(1))]
    return SYRINGE_GRADUATION.get(syringe, COARSE_GRADUATION)


def _expiry(case: Case, entered: PreparationEntered) -> Iterator[Finding]:
    if entered.expires_on < case.today:
        yield hold(
            "H9", f"the lot expired on {entered.expires_on}", s.HOUSE_POLICY, "take another vial"
        )
    if not entered.lot.strip():
        yield hold("H9.lot", "no lot number", s.REMS_MONITORING_FORM, "enter the lot")


def r22_frequency(case: Case) -> Iterator[Finding]:
    """R22: not more visits in seven dates than allowed, and two dates between them."""
    product = case.state.product
    others = sorted(
        case.date_of(other.dosed_at)
        for other in case.know.others
        if other.product is product and other.dosed_at <= case.now
    )
    most, gap = case.protocol["frequency.max_in_7"], case.protocol["frequency.gap"]
    week = [day for day in others if (case.today - day).days < 7]
    if most_in_any_days([*week, case.today], days=7) > most:
        yield hold(
            "R22",
            f"{len(week)} visits in the last 7 dates; the most is {most}",
            case.protocol.source("frequency.max_in_7"),
            "move the visit, or a prescriber gives a reason",
            Override.PRESCRIBER,
            visits=len(week),
        )
    if others and (case.today - others[-1]).days < gap:
        yield hold(
            "R22.gap",
            f"the last visit was on {others[-1]}; the next is not before {gap} dates later",
            case.protocol.source("frequency.gap"),
            "move the visit, or a prescriber gives a reason",
            Override.PRESCRIBER,
            last=others[-1],
        )


def one_running(case: Case) -> Iterator[Finding]:
    """H6, H7: one running dose of a patient, across all clinics."""
    if any(other.running for other in case.know.others):
        yield hold(
            "RUNNING",
            "another dose of this patient is running",
            s.CODE_CEILING,
            "end or resolve the other visit first",
        )


RULES = (
    order_in_force,
    r18_cosigned,
    r14_consent,
    r16_weight,
    r20_preparation,
    r22_frequency,
    one_running,
)
