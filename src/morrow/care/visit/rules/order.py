"""Gates about the order, its protocol, consent and the weight it stands on: R14 to R18, H4."""

from collections.abc import Iterator
from fractions import Fraction

from morrow.care import sources as s
from morrow.care.dosing.weight import check_weight_plausible
from morrow.care.patient import ConsentAttested
from morrow.care.recorded import Recorded
from morrow.care.visit import body
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import WrongPatientChosen
from morrow.care.visit.rules._hold import Finding, hold, months_before
from morrow.care.visit.values import Order, Product, Route
from morrow.evidence import Refusal
from morrow.quantities import plain


def order_in_force(case: Case) -> Iterator[Finding]:
    """An order of today for this patient is signed, under the protocol version in force."""
    protocol, signed = case.protocol, case.state.order_signed
    if not case.know.signed:
        yield hold(
            "PROTOCOL",
            f"no version of {protocol.title} is in force here",
            s.HOUSE_POLICY,
            "the medical director prepares it and a second prescriber co-signs",
        )
    if signed is None:
        yield hold("ORDER", "no order is signed", s.ASKP_2018, "a prescriber signs the order")
        return
    order = signed.fact.order
    if (order.protocol, order.protocol_version) != (protocol.key, protocol.version):
        yield hold(
            "ORDER.version",
            f"the order is under version {order.protocol_version}; in force is {protocol.version}",
            s.HOUSE_POLICY,
            "sign a fresh order",
        )
    if (day := case.date_of(signed.happened_at)) != case.today:
        reason = f"the order was signed on {day} and ended with that day"
        yield hold("ORDER.expired", reason, s.HOUSE_POLICY, "sign a fresh order")
    corrected = case.state.last(WrongPatientChosen)
    if corrected and corrected.version > signed.version:
        reason = "the order was signed while the record was another patient's"
        yield hold("ORDER.patient", reason, s.HOUSE_POLICY, "sign a fresh order for this patient")


def r18_cosigned(case: Case) -> Iterator[Finding]:
    """R18: above the clinic's limit a second prescriber signs before the dose."""
    signed = case.state.order_signed
    if signed and signed.fact.needs_cosign and not case.state.cosigned:
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
    if consent is None or not consent.fact.document.strip():
        yield hold("R14", "no consent for this drug and route", s.HOUSE_POLICY, "obtain consent")
        return
    limit, signed_on = case.protocol["consent.max_age"], consent.fact.signed_on
    if not months_before(case.today, int(limit)) <= signed_on <= case.today:
        yield hold(
            "R14.age",
            f"the consent of {signed_on} is not of the last {limit} months",
            case.protocol.source("consent.max_age"),
            "renew the consent",
            signed_on=signed_on,
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
    order, weighed = case.state.order, body.weighing(case)
    if case.state.route is Route.NASAL:
        return
    if weighed is None:
        yield hold("R16", "not weighed at this visit", s.HOUSE_POLICY, "weigh now, in kilograms")
        return
    if found := h4_weight(case):
        yield found
    if order and order.measured_weight_kg:
        yield from _order_weight(case, order, Fraction(weighed.fact.weight_kg))


def h4_weight(case: Case) -> Refusal | None:
    """H4: why the weight of this visit is hard to believe, by whatever route the dose goes."""
    weighed = body.weighing(case)
    if weighed is None:
        return None
    return check_weight_plausible(
        weight_kg=weighed.fact.weight_kg,
        last_kg=case.know.last_weight_kg,
        height_cm=body.height(case),
        weighed_again_kg=body.weighed_before(case),
    )


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


RULES = (order_in_force, r18_cosigned, r14_consent, r16_weight)
