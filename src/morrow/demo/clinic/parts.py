"""The parts of which visits are told, as steps around the minute of the dose."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from morrow.care.dosing.plans import Preparation
from morrow.care.visit import commands as c
from morrow.care.visit.facts import check_in, dosing, leaving
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.care.visit.values import Answer, Medication, Order, Route
from morrow.demo.clinic.measure import BASELINE, DURING, FORMAL, charted
from morrow.demo.clinic.plan import LEAD, MINUTES, Plan
from morrow.demo.clinic.teller import Script, Step, Telling
from morrow.quantities import Cm, Kg, Mg, MgPerKg, Min, Ml

LOT: Final = {Route.IV: "SYN-LOT-07", Route.IM: "SYN-LOT-07", Route.NASAL: "SYN-DEVICE-21"}


def booked(plan: Plan, *, days_before: int = 5) -> Script:
    """The coordinator books."""
    yield Step(
        at=plan.at(-LEAD.total_seconds() / 60) - timedelta(days=days_before),
        by="coordinator",
        does=c.BookVisit(
            patient=plan.who.id,
            protocol=plan.protocol,
            starts_at=plan.dose_at - LEAD,
            minutes=MINUTES[plan.route],
        ),
    )


def arrived(plan: Plan, chairs: Any, *, minute: float = -40.0) -> Script:
    """The patient comes, and takes a chair if there is one."""
    yield Step(at=plan.at(minute), by="coordinator", does=check_in.PatientArrived())
    if plan.chair:
        chair = check_in.ChairTaken(chair=chairs[plan.chair])
        yield Step(at=plan.at(minute + 1), by=plan.nurse, does=chair)


def asked(
    plan: Plan,
    t: Telling,
    *,
    medications: Sequence[Medication] = (),
    adult: bool = True,
    fluid_hours: float = 3.0,
    minute: float = -37.0,
) -> Script:
    """Check-in: every question, each answer a fact of its own.

    Who has not been weighed here before is weighed twice: the first time is compared with nothing.
    """
    then = plan.at(minute)
    weighed = check_in.WeightMeasured(weight_kg=Kg(plan.who.weight_kg))
    again = t.case(then).know.last_weight_kg is None
    facts: list[object] = [
        check_in.IdentityConfirmed(identifiers=("name", "date of birth")),
        check_in.AllergiesConfirmed(allergies=()),
        check_in.MedicationsReviewed(medications=tuple(medications), changes="none"),
        *[weighed] * (2 if again else 1),
        check_in.HeightMeasured(height_cm=Cm(Decimal(plan.who.height_cm))),
        check_in.FastingAnswered(
            last_food_at=then - timedelta(hours=10),
            last_fluid_at=then - timedelta(hours=fluid_hours),
        ),
        *([_adult(plan)] if adult else []),
        check_in.PregnancyAnswered(possible=Answer.NO, breast_feeding=Answer.NO, test="none"),
        check_in.CardiovascularAnswered(event=Answer.NO),
        check_in.SuicideRiskScreened(answers=(False, False, None, None, None, False)),
        check_in.BaselineAssessed(orientation_deficit="", gait_deficit="", cadss6=0),
        _comfort(plan),
    ]
    for number, fact in enumerate(facts):
        yield Step(at=plan.at(minute + number * 0.7), by=plan.nurse, does=fact)
    yield Step(
        at=plan.at(minute + 9.5),
        by=plan.nurse,
        does=lambda t: check_in.SafetyStaffConfirmed(
            prescriber=str(t.place.people[plan.prescriber]), acls=str(t.place.people["nurse-alfa"])
        ),
    )


def _adult(plan: Plan) -> check_in.ResponsibleAdultNamed:
    return check_in.ResponsibleAdultNamed(
        name=f"Adult {plan.who.family_name} (synthetic)", relation="partner", phone="555-0100"
    )


def _comfort(plan: Plan) -> check_in.ComfortNoted:
    music = ("slow piano", "rain", "none", "strings")[plan.who.number % 4]
    return check_in.ComfortNoted(
        music=music, light="dim", eye_mask=plan.who.number % 2 == 0, touch="hand, if asked",
        helps="being told the time", fetch=f"Adult {plan.who.family_name} (synthetic)",
    )  # fmt: skip


def ordered(plan: Plan, *, minute: float = -25.0) -> Script:
    """The prescriber signs the order, on the weight of today."""

    def sign(t: Telling) -> c.SignOrder:
        request, now = _request(plan, t), plan.at(minute)
        signature = t.signature(plan.prescriber, c.SignOrder, now, order=request)
        return c.SignOrder(request=request, signature=signature)

    yield Step(at=plan.at(minute), by=plan.prescriber, does=sign)


def _request(plan: Plan, t: Telling) -> c.OrderRequest:
    values: dict[str, Any] = {
        "id": t.place.id("order", t.visit),
        "protocol": plan.protocol,
        "product": plan.product,
        "route": plan.route,
    }
    if plan.route is Route.NASAL:
        return c.OrderRequest(**values, spray_mg=Mg(Decimal(56)))
    values |= {
        "dose_mg_per_kg": MgPerKg(Decimal("0.5")),
        "measured_weight_kg": Kg(plan.who.weight_kg),
        "vial_drug_mg": Mg(Decimal(500)),
        "vial_ml": Ml(Decimal(10)),
    }
    if plan.route is Route.IM:
        return c.OrderRequest(**values)
    return c.OrderRequest(
        **values, minutes=Min(Decimal(40)), bag_ml=Ml(Decimal(100)), preparation=Preparation.ADDED
    )


def order_of(t: Telling) -> Order:
    """The order in force."""
    order = t.state.order
    if order is None:
        raise ValueError(f"visit {t.visit} has no order yet")
    return order


def prepared(plan: Plan, *, minute: float = -18.0) -> Script:
    """One person draws and enters, another one reads vial, syringe and pump."""

    def entered(t: Telling) -> check_in.PreparationEntered:
        expires = t.case(plan.dose_at).today + timedelta(days=300)
        return check_in.PreparationEntered(
            **_read(order_of(t)), lot=LOT[plan.route], expires_on=expires
        )

    def checked(t: Telling) -> check_in.PreparationChecked:
        return check_in.PreparationChecked(**_read(order_of(t)))

    yield Step(at=plan.at(minute), by=plan.nurse, does=entered)
    yield Step(at=plan.at(minute + 3), by=plan.second, does=checked)


def _read(order: Order) -> dict[str, Any]:
    if order.route is Route.NASAL:
        return {"product": order.product, "devices": order.devices}
    return {
        "product": order.product,
        "vial_mg_per_ml": order.vial_mg_per_ml,
        "weight_kg": order.dosing_weight_kg,
        "drawn_ml": order.draw_ml,
        "pump_rate_ml_per_h": order.rate_ml_per_h,
        "pump_volume_ml": order.infused_volume_ml,
    }


def taken_over(plan: Plan, *, minute: float = -12.0) -> Script:
    """The nurse takes the patient."""
    yield Step(at=plan.at(minute), by=plan.nurse, does=c.AcceptPatient())


def baseline(plan: Plan, *, minute: float = -4.8) -> Script:
    """The set that everything later is compared with."""
    yield charted(plan, minute, BASELINE)


def before(plan: Plan, t: Telling) -> Script:
    """All that precedes a dose."""
    yield from booked(plan)
    yield from arrived(plan, t.place.chairs)
    yield from asked(plan, t)
    yield from ordered(plan)
    yield from prepared(plan)
    yield from taken_over(plan)
    yield from baseline(plan)


def started(plan: Plan) -> Script:
    """The dose begins."""

    def start(t: Telling) -> object:
        order = order_of(t).id
        if plan.route is Route.IV:
            return c.StartInfusion(order=order)
        if plan.route is Route.IM:
            return c.GiveInjection(order=order, site="left deltoid")
        return c.GiveSpray(order=order, lot=LOT[plan.route])

    yield Step(at=plan.dose_at, by=plan.nurse, does=start)


def watched(plan: Plan, *minutes: float) -> Script:
    """Sets while the drug is being given."""
    for minute in minutes:
        yield charted(plan, minute + 0.3, DURING)


def marked(plan: Plan, *events: tuple[float, str, str]) -> Script:
    """What is seen or said: minute, event, note."""
    for minute, event, note in events:
        yield Step(at=plan.at(minute), by=plan.nurse, does=EventMarked(event=event, note=note))


def completed(plan: Plan, *, minute: float = 40.0) -> Script:
    """The bag is empty."""
    yield Step(at=plan.at(minute), by=plan.nurse, does=c.CompleteInfusion())


def recovering(plan: Plan, end: float) -> Script:
    """The formal set at the end of dosing, then every quarter of an hour."""
    yield charted(plan, end + 1.5, FORMAL)
    for after in (15, 30, 45, 60):
        yield charted(plan, end + after + 0.3, FORMAL if after == 60 else BASELINE)


def settled(plan: Plan, minute: float) -> Script:
    """All that discharge asks for."""
    iv = [leaving.CannulaRemoved(site="left forearm")] if plan.route is Route.IV else []
    facts: list[object] = [
        leaving.RecoveryAssessed(
            orientation_deficit="", gait_deficit="", limbs_moving=4, breathing=2, vomiting=False,
            cadss6=0, moaas=5,
        ),
        leaving.NewSuicidalThoughtsAsked(answer=Answer.NO),
        *iv,
        leaving.AdviceGiven(document="After your visit, version 3 (synthetic)", to_adult=True),
    ]  # fmt: skip
    for number, fact in enumerate(facts):
        yield Step(at=plan.at(minute + number * 0.5), by=plan.nurse, does=fact)


def discharged(plan: Plan, minute: float) -> Script:
    """Handed over to the responsible adult."""
    to = f"Adult {plan.who.family_name} (synthetic)"
    yield Step(at=plan.at(minute), by=plan.nurse, does=c.Discharge(to=to))


def signed_off(plan: Plan, minute: float) -> Script:
    """The nurse signs the record."""

    def sign(t: Telling) -> c.SignVisit:
        return c.SignVisit(signature=t.signature(plan.nurse, c.SignVisit, plan.at(minute)))

    yield Step(at=plan.at(minute), by=plan.nurse, does=sign)


def waste(plan: Plan, t: Telling, *, volume_ml: Ml, amount_mg: Decimal) -> dosing.DrugWasted:
    """What was not given, thrown away before a second person."""
    witness = str(t.place.people[plan.second])
    return dosing.DrugWasted(volume_ml=volume_ml, amount_mg=Mg(amount_mg), witness=witness)
