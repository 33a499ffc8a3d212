"""Visits by injection and by nose, ready for the dose."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from morrow.care.patient import ConsentAttested, EligibilityAttested, PatientRegistered
from morrow.care.visit.facts.check_in import ChairTaken, PatientArrived
from morrow.care.visit.facts.planning import VisitBooked
from morrow.care.visit.values import Product, Route
from morrow.clinic import streams
from tests.clinic.cast import Cast, append
from tests.clinic.visits import told
from tests.clinic.visits.told import Told

BY_WEIGHT: Final = {"dose_mg_per_kg": "0.5 mg/kg", "measured_weight_kg": "70"}
ORDERS: Final[dict[Route, dict[str, Any]]] = {
    Route.IM: {**BY_WEIGHT, "vial_drug_mg": "500", "vial_ml": "10"},
    Route.NASAL: {"spray_mg": "56"},
}
DRAWN: Final[dict[Route, dict[str, str]]] = {
    Route.IM: {"vial_mg_per_ml": "50", "weight_kg": "70", "drawn_ml": "0.7"},
    Route.NASAL: {"devices": "2"},
}
PROTOCOLS: Final = {Route.IM: "im-ketamine", Route.NASAL: "nasal-esketamine"}


def ready(made: Cast, route: Route) -> Told:
    """Checked in, ordered, prepared, taken by nobody yet, with a baseline."""
    one = _answered(_arrived(made, route))
    product = _product(route)
    order = {"protocol": PROTOCOLS[route], "product": product, "route": route, **ORDERS[route]}
    reason = "the first weight here; the scale shows kilograms"
    warned = {"acknowledged": ["H4"], "reason": reason} if route is Route.IM else {}
    one.must("SignOrder", {"request": order, **warned}, who="prescriber", signs="prescriber")
    drawn = {"product": product, **DRAWN[route]}
    one.must("PreparationEntered", {**drawn, "lot": "SYN-1", "expires_on": "2199-01-31"})
    one.must("PreparationChecked", drawn, signs="second-nurse")
    return one.must("SetCharted", told.SET)


def _product(route: Route) -> Product:
    return Product.ESKETAMINE if route is Route.NASAL else Product.KETAMINE


def _arrived(made: Cast, route: Route) -> Told:
    now = timezone.now()
    duty, patient, visit, product = made.duty(now), uuid4(), uuid4(), _product(route)
    earlier = now.date() - timedelta(days=30)
    append(
        duty,
        streams.of_patient(patient),
        PatientRegistered(
            given_name="Testa", family_name="Synthetic", birth_date=earlier - timedelta(days=40 * 365),
            record_number=str(patient)[:8],
        ),
        EligibilityAttested(
            product=product, document="decision 1", decided_on=earlier, contraindications=()
        ),
        ConsentAttested(
            product=product, route=route, document="consent 1", signed_on=earlier,
            off_label_acknowledged=True,
        ),
    )  # fmt: skip
    append(
        duty,
        streams.of_visit(visit),
        VisitBooked(
            patient=patient, product=product, route=route, protocol=PROTOCOLS[route],
            starts_at=now, minutes=120,
        ),
        PatientArrived(),
        ChairTaken(chair=made.records["near"]["chair"]),
    )  # fmt: skip
    return Told(cast=made, visit=visit, patient=patient)


def _answered(one: Told) -> Told:
    """Every question of check-in answered, all reassuring."""
    now = timezone.now()
    ate, drank = (now - timedelta(hours=hours) for hours in (9, 4))
    times = {"last_food_at": ate.isoformat(), "last_fluid_at": drank.isoformat()}
    adult = {"name": "Adult Synthetic", "relation": "friend", "phone": "555"}
    one.must("IdentityConfirmed", {"identifiers": ["name", "date of birth"]})
    one.must("AllergiesConfirmed", {"allergies": []})
    one.must("MedicationsReviewed", {"medications": [], "changes": "none"})
    one.must("WeightMeasured", {"weight_kg": "70"})
    one.must(
        "BaselineAssessed",
        {"orientation_deficit": "none", "gait_deficit": "none", "cadss6": "0"},
    )
    one.must("FastingAnswered", times)
    one.must("ResponsibleAdultNamed", adult)
    one.must("PregnancyAnswered", {"possible": "no", "breast_feeding": "no", "test": "none"})
    one.must("CardiovascularAnswered", {"event": "no"})
    one.must("SuicideRiskScreened", {"answers": ["no", "no", "", "", "", "no"]})
    return one.must("SafetyStaffConfirmed", {"prescriber": "Dr Raman", "acls": "Noor Adeyemi"})
