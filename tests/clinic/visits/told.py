"""A visit told through the clinic's own doors: every step is a request, as a page makes it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from morrow.care.patient import ConsentAttested, EligibilityAttested, PatientRegistered
from morrow.care.visit.facts.check_in import ChairTaken, PatientArrived
from morrow.care.visit.facts.planning import VisitBooked
from morrow.care.visit.values import Product, Route
from morrow.clinic import journal, streams
from morrow.clinic.visits import acts
from morrow.clinic.visits.models import Visit
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import PASSWORD, Cast, append


@dataclass
class Told:
    """One visit at the near clinic, and who acts on it."""

    cast: Cast
    visit: UUID
    patient: UUID
    now: datetime = field(default_factory=timezone.now)
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def row(self) -> Visit:
        return Visit.objects.get(id=self.visit)

    @property
    def kinds(self) -> list[str]:
        """What is on record, in order."""
        return [type(each.fact).__name__ for each in journal.read(streams.of_visit(self.visit))]

    def as_(self, who: str) -> Client:
        if who not in self.clients:
            self.clients[who] = enter(self.cast, who)
        return self.clients[who]

    def act(
        self,
        act: str,
        body: dict[str, Any] | None = None,
        *,
        who: str = "nurse",
        signs: str = "",
        visit: UUID | None = None,
        **more: Any,
    ) -> Any:
        """`who` does this on their tablet; `signs` proves themselves on it."""
        seen = {"version": self.row.version} if act in acts.ALL and acts.ALL[act].seen else {}
        sent = {"id": str(uuid4()), "body": body or {}, **seen, **more}
        if signs:
            sent["signature"] = {"username": signs, "secret": PASSWORD}
        path = f"/visits/{visit or self.visit}/acts/{act}/"
        return self.as_(who).post(path, sent, content_type="application/json")

    def must(self, act: str, body: dict[str, Any] | None = None, **more: Any) -> "Told":
        answer = self.act(act, body, **more)
        assert answer.status_code == 200, (act, answer.content.decode()[:2000])
        return self

    def order(self) -> str:
        """The id of the order in force."""
        order = streams.visit(self.visit).order
        assert order is not None
        return str(order.id)


SET = {"bp": "122/76", "hr": "72", "spo2": "97", "rr": "14", "arousal": "awake"}
ORDER = {
    "request": {
        "protocol": "iv-ketamine", "product": "ketamine", "route": "iv",
        "dose_mg_per_kg": "0.5 mg/kg", "measured_weight_kg": "70", "minutes": "40",
        "vial_drug_mg": "500", "vial_ml": "10", "bag_ml": "100", "preparation": "added",
    },
    "acknowledged": ["H4"],
    "reason": "the first weight here; the scale shows kilograms",
}  # fmt: skip


def booked(cast: Cast, *, hours: float = 1, patient: UUID | None = None) -> Told:
    """A patient with consent and an eligibility decision, booked for IV ketamine."""
    now = timezone.now()
    duty = cast.duty(now)
    if patient is None:
        patient = uuid4()
        append(
            duty,
            streams.of_patient(patient),
            PatientRegistered(
                given_name="Testa", family_name="Synthetic",
                birth_date=now.date() - timedelta(days=40 * 365), record_number=str(patient)[:8],
            ),
            EligibilityAttested(
                product=Product.KETAMINE, document="decision 1", decided_on=now.date() - timedelta(days=1),
                contraindications=(),
            ),
            ConsentAttested(
                product=Product.KETAMINE, route=Route.IV, document="consent 1",
                signed_on=now.date() - timedelta(days=1), off_label_acknowledged=True,
            ),
        )  # fmt: skip
    visit = uuid4()
    append(
        duty,
        streams.of_visit(visit),
        VisitBooked(
            patient=patient, product=Product.KETAMINE, route=Route.IV, protocol="iv-ketamine",
            starts_at=now + timedelta(hours=hours), minutes=120,
        ),
    )  # fmt: skip
    return Told(cast=cast, visit=visit, patient=patient)


def arrived(cast: Cast, *, patient: UUID | None = None) -> Told:
    told = booked(cast, patient=patient)
    append(
        cast.duty(timezone.now()),
        streams.of_visit(told.visit),
        PatientArrived(),
        ChairTaken(chair=cast.records["near"]["chair"]),
    )
    return told


def checked_in(cast: Cast, *, patient: UUID | None = None) -> Told:
    """Every question of check-in answered, all reassuring."""
    told, now = arrived(cast, patient=patient), timezone.now()
    told.must("IdentityConfirmed", {"identifiers": ["name", "date of birth"]})
    told.must("AllergiesConfirmed", {"allergies": []})
    told.must("MedicationsReviewed", {"medications": [], "changes": "none"})
    told.must("WeightMeasured", {"weight_kg": "70"})
    told.must(
        "BaselineAssessed",
        {"orientation_deficit": "none", "gait_deficit": "none", "cadss6": "0"},
    )
    told.must(
        "FastingAnswered",
        {
            "last_food_at": (now - timedelta(hours=9)).isoformat(timespec="seconds"),
            "last_fluid_at": (now - timedelta(hours=4)).isoformat(timespec="seconds"),
        },
    )
    told.must(
        "ResponsibleAdultNamed", {"name": "Adult Synthetic", "relation": "friend", "phone": "555"}
    )
    told.must("PregnancyAnswered", {"possible": "no", "breast_feeding": "no", "test": "none"})
    told.must("CardiovascularAnswered", {"event": "no"})
    told.must("SuicideRiskScreened", {"answers": ["no", "no", "", "", "", "no"]})
    acls = str(told.cast.people["nurse"])
    return told.must(
        "SafetyStaffConfirmed", {"prescriber": "Prescriber One, synthetic", "acls": acls}
    )


def ready(cast: Cast, *, patient: UUID | None = None) -> Told:
    """Every gate holds: the next tap starts the dose."""
    told = checked_in(cast, patient=patient)
    return prepare(told.must("SignOrder", ORDER, who="prescriber", signs="prescriber"))


def prepare(told: Told) -> Told:
    """Drawn, read a second time, taken by a nurse, and a baseline charted."""
    drawn = {
        "product": "ketamine", "vial_mg_per_ml": "50", "weight_kg": "70", "drawn_ml": "0.7",
        "pump_rate_ml_per_h": "151", "pump_volume_ml": "100.7",
    }  # fmt: skip
    told.must("PreparationEntered", {**drawn, "lot": "SYN-1", "expires_on": "2199-01-31"})
    told.must("PreparationChecked", drawn, signs="second-nurse")
    told.must("AcceptPatient")
    return told.must("SetCharted", SET)


def prepare_and_start(told: Told) -> Told:
    return prepare(told).must("StartInfusion", {"order": told.order()})


def started(cast: Cast, *, patient: UUID | None = None) -> Told:
    told = ready(cast, patient=patient)
    return told.must("StartInfusion", {"order": told.order()})
