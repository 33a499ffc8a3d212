"""From a prescriber's choice to an order: the arithmetic, its limits, the standing drugs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from morrow.care import sources as s
from morrow.care.dosing import (
    InfusionPlan,
    InjectionPlan,
    SprayPlan,
    Vial,
    Weighing,
    check_dose,
    check_esketamine,
    plan_infusion,
    plan_injection,
    plan_spray,
    strictest,
)
from morrow.care.dosing.weight import ideal_weight_kg
from morrow.care.visit import allergies, body
from morrow.care.visit.case import Case
from morrow.care.visit.commands import OrderRequest
from morrow.care.visit.facts.check_in import AllergiesConfirmed
from morrow.care.visit.rules._hold import Finding, hold
from morrow.care.visit.values import Exclusion, Order, Route, StandingDrug, WeightBasis
from morrow.evidence import Refusal
from morrow.quantities import Kg, MgPerMl, as_decimal

Plan = InfusionPlan | InjectionPlan | SprayPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order as it would be signed, its plan, and everything that stands against it.

    `order` is None where the arithmetic itself cannot be done.
    """

    order: Order | None
    plan: Plan | None
    findings: tuple[Finding, ...]


def draft(request: OrderRequest, case: Case) -> Draft:
    """The order of this request under the protocol in force, and its findings (R16 to R21)."""
    asked = (request.protocol, request.product, request.route)
    if asked != (case.protocol.key, case.protocol.product, case.protocol.route):
        words = f"{request.product} {request.route} by {request.protocol}"
        found = hold(
            "ORDER.protocol",
            f"the visit is under {case.protocol.key}; the order is for {words}",
            s.HOUSE_POLICY,
            "choose the visit's protocol",
        )
        return Draft(order=None, plan=None, findings=(found,))
    if request.route is Route.NASAL:
        return _nasal(request, case)
    missing = _missing(request)
    if missing:
        found = hold(
            "ORDER.incomplete", f"missing: {', '.join(missing)}", s.ARITHMETIC, "enter them"
        )
        return Draft(order=None, plan=None, findings=(found,))
    return _by_weight(request, case)


def _missing(request: OrderRequest) -> list[str]:
    needed: dict[str, Decimal | None] = {
        "dose (mg/kg)": request.dose_mg_per_kg,
        "weight (kg)": request.measured_weight_kg,
        "vial content (mg)": request.vial_drug_mg,
        "vial volume (mL)": request.vial_ml,
    }
    if request.route is Route.IV:
        needed |= {"minutes": request.minutes, "bag (mL)": request.bag_ml}
    return [name for name, value in needed.items() if value is None]


def _by_weight(request: OrderRequest, case: Case) -> Draft:
    dosing = _dosing_weight(request, case)
    if isinstance(dosing, Refusal):
        return Draft(order=None, plan=None, findings=(dosing,))
    plan = _plan(request, case, dosing)
    if isinstance(plan, Refusal):
        return Draft(order=None, plan=None, findings=(plan,))
    weighed = body.weighing(case)
    assert request.measured_weight_kg is not None
    findings = check_dose(
        plan=plan,
        weighing=Weighing(
            kg=request.measured_weight_kg,
            on=case.date_of(weighed.happened_at) if weighed else None,
            height_cm=body.height(case),
            last_kg=case.know.last_weight_kg,
            again_kg=body.weighed_before(case),
        ),
        today=case.today,
        limits=strictest(case.protocol.limits()),
        uses_actual_weight=request.weight_basis is WeightBasis.ACTUAL,
        entered_mg=request.entered_mg,
    )
    return Draft(
        order=_order(request, case, plan, dosing),
        plan=plan,
        findings=(*findings, *_typed(request, case), *_given_before(request, case)),
    )


def _typed(request: OrderRequest, case: Case) -> tuple[Finding, ...]:
    """The weight of the order is the one measured, not one typed for the occasion."""
    weighed = body.weighing(case)
    if weighed is None or weighed.fact.weight_kg == request.measured_weight_kg:
        return ()
    found = hold(
        "R16.typed",
        f"the order says {request.measured_weight_kg} kg; measured were {weighed.fact.weight_kg} kg",
        s.HOUSE_POLICY,
        "order on the measured weight",
    )
    return (found,)


def _dosing_weight(request: OrderRequest, case: Case) -> Kg | Refusal:
    assert request.measured_weight_kg is not None
    if request.weight_basis is WeightBasis.ACTUAL:
        return request.measured_weight_kg
    height = body.height(case)
    if height is None or request.ideal_line is None:
        return hold(
            "ORDER.ideal",
            "ideal weight needs a height measured at this visit and the formula's line",
            s.DEVINE_1974,
            "measure the height, or order on actual weight",
        )
    ideal = ideal_weight_kg(height_cm=height, line=request.ideal_line)
    return ideal if isinstance(ideal, Refusal) else Kg(as_decimal(ideal, places=1))


def _plan(request: OrderRequest, case: Case, dosing: Kg) -> InfusionPlan | InjectionPlan | Refusal:
    assert request.dose_mg_per_kg is not None
    assert request.vial_drug_mg is not None
    assert request.vial_ml is not None
    vial = Vial(drug_mg=request.vial_drug_mg, volume_ml=request.vial_ml, whole=True)
    rounding = case.protocol.rounding()
    if request.route is Route.IM:
        return plan_injection(
            dose_mg_per_kg=request.dose_mg_per_kg, weight_kg=dosing, vial=vial, rounding=rounding
        )
    assert request.minutes is not None
    assert request.bag_ml is not None
    return plan_infusion(
        dose_mg_per_kg=request.dose_mg_per_kg,
        weight_kg=dosing,
        minutes=request.minutes,
        vial=vial,
        bag_ml=request.bag_ml,
        preparation=request.preparation,
        rounding=rounding,
    )


def _order(
    request: OrderRequest, case: Case, plan: InfusionPlan | InjectionPlan, dosing: Kg
) -> Order:
    infusion = plan.ordered if isinstance(plan, InfusionPlan) else None
    return Order(
        id=request.id,
        protocol=case.protocol.key,
        protocol_version=case.protocol.version,
        product=request.product,
        route=request.route,
        dose_mg=plan.ordered.dose_mg,
        dose_mg_per_kg=request.dose_mg_per_kg,
        dosing_weight_kg=dosing,
        weight_basis=request.weight_basis,
        measured_weight_kg=request.measured_weight_kg,
        height_cm=body.height(case),
        minutes=request.minutes,
        vial_mg_per_ml=MgPerMl(_strength(plan)),
        vial_ml=request.vial_ml,
        bag_ml=request.bag_ml,
        draw_ml=plan.ordered.draw_ml,
        preparation=request.preparation if infusion else None,
        infused_volume_ml=infusion.infused_volume_ml if infusion else None,
        rate_ml_per_h=infusion.rate_ml_per_h if infusion else None,
        vials=plan.ordered.vials,
        vial_remainder_ml=plan.ordered.vial_remainder_ml,
        premedication=_premedication(request, case),
        standing=_standing(request, case),
        exclusions=_exclusions(request, case),
    )


def _strength(plan: InfusionPlan | InjectionPlan) -> Decimal:
    strength: Fraction = plan.vial.strength
    return as_decimal(strength, places=4).normalize()


def _nasal(request: OrderRequest, case: Case) -> Draft:
    if request.spray_mg is None:
        found = hold("R21", "dose missing", s.SPRAVATO_DOSING, "order 28, 56 or 84 mg")
        return Draft(order=None, plan=None, findings=(found,))
    first = not any(other.product is request.product for other in case.know.others)
    limit = check_esketamine(dose_mg=request.spray_mg, first_for_trd=first)
    plan = plan_spray(dose_mg=request.spray_mg)
    if isinstance(plan, Refusal):
        return Draft(order=None, plan=None, findings=(plan,))
    order = Order(
        id=request.id,
        protocol=case.protocol.key,
        protocol_version=case.protocol.version,
        product=request.product,
        route=request.route,
        dose_mg=request.spray_mg,
        devices=plan.devices,
        premedication=_premedication(request, case),
        standing=_standing(request, case),
        exclusions=_exclusions(request, case),
    )
    limits = () if limit is None else (limit,)
    return Draft(order=order, plan=plan, findings=(*limits, *_given_before(request, case)))


def _exclusions(request: OrderRequest, case: Case) -> tuple[Exclusion, ...]:
    """What the prescriber excluded, and what the allergy list excludes by itself."""
    chosen = tuple(Exclusion(key=key, reason=reason) for key, reason in request.excluded)
    known = {exclusion.key for exclusion in chosen}
    by_list = allergies.exclusions(case.fact(AllergiesConfirmed), case.protocol.standing)
    return (*chosen, *(one for one in by_list if one.key not in known))


def _standing(request: OrderRequest, case: Case) -> tuple[StandingDrug, ...]:
    excluded = {exclusion.key for exclusion in _exclusions(request, case)}
    return tuple(e.drug for e in case.protocol.standing if e.drug.key not in excluded)


def _given_before(request: OrderRequest, case: Case) -> Iterator[Finding]:
    """R01: premedication is of the protocol's drugs, and none that this patient may not have."""
    known = {entry.drug.key for entry in case.protocol.standing}
    excluded = {exclusion.key: exclusion.reason for exclusion in _exclusions(request, case)}
    for key in request.premedication:
        if key not in known:
            reason = f"{key!r} is no drug of this protocol"
            yield hold("ORDER.premedication", reason, s.HOUSE_POLICY, "choose one of its drugs")
        elif key in excluded:
            reason = f"{key} is excluded: {excluded[key]}"
            yield hold("R01.premedication", reason, s.HOUSE_POLICY, "leave it out")


def _premedication(request: OrderRequest, case: Case) -> tuple[StandingDrug, ...]:
    drugs = {entry.drug.key: entry.drug for entry in case.protocol.standing}
    return tuple(drugs[key] for key in request.premedication if key in drugs)
