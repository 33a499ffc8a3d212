"""The cast of the visit tests: one synthetic patient, their people, and a visit told step by step.

`Story` keeps a clock and a fold.  `record` writes a fact, `do` decides a command and writes what
it yields; both go through the shipping `decide`, `follow` and `fold`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from morrow.care.dosing.plans import Preparation
from morrow.care.patient import (
    ConsentAttested,
    EligibilityAttested,
    PatientRegistered,
    PatientState,
)
from morrow.care.patient import fold as fold_patient
from morrow.care.protocols import Protocol, protocol
from morrow.care.recorded import Origin, Recorded
from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.decide import Decision, Held, decide, follow
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState, fold
from morrow.care.visit.values import (
    Actor,
    Answer,
    Parameter,
    Product,
    Reading,
    Route,
    Signature,
)
from morrow.quantities import Cm, Kg, Mg, MgPerKg, MgPerMl, Min, Ml, MlPerH

NAMESPACE = UUID("6f1c0000-0000-4000-8000-000000000001")
VISIT = uuid5(NAMESPACE, "visit")
PATIENT = uuid5(NAMESPACE, "patient")
ORDER = uuid5(NAMESPACE, "order")
NURSE = Actor(id="nurse-1", roles=frozenset({"nurse"}), qualifications=frozenset({"acls"}))
SECOND = Actor(id="nurse-2", roles=frozenset({"nurse"}))
PRESCRIBER = Actor(
    id="prescriber-1",
    roles=frozenset({"prescriber"}),
    qualifications=frozenset({"psychiatrist"}),
)
SECOND_PRESCRIBER = Actor(id="prescriber-2", roles=frozenset({"prescriber"}))
DIRECTOR = Actor(id="director-1", roles=frozenset({"director"}))
COORDINATOR = Actor(id="coordinator-1", roles=frozenset({"coordinator"}))
START = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
ZONE = "America/New_York"
KEYS = {Route.IV: "iv-ketamine", Route.IM: "im-ketamine", Route.NASAL: "nasal-esketamine"}


def as_rate(text: str) -> MlPerH:
    return MlPerH(Decimal(text))


def signature(by: Actor, at: datetime) -> Signature:
    return Signature(person=by.id, text_hash="0" * 64, at=at)


def envelope(
    fact: object, version: int, at: datetime, by: Actor, late: float = 0
) -> Recorded[object]:
    """A fact as the journal would hand it back; `late` minutes between happening and writing."""
    return Recorded(
        fact=fact,
        id=uuid5(NAMESPACE, f"{version}:{type(fact).__name__}"),
        stream=f"visit:{VISIT}",
        version=version,
        position=version,
        by=by.id,
        role=min(by.roles),
        origin=Origin.PERSON,
        device="tablet-1",
        clinic="clinic-1",
        happened_at=at - timedelta(minutes=late),
        recorded_at=at,
    )


def registered(
    route: Route = Route.IV,
    *,
    born: date = date(1980, 5, 17),
    contraindications: tuple[str, ...] = (),
    consent_on: date | None = date(2026, 2, 1),
    off_label: bool = True,
) -> PatientState:
    """The synthetic patient, with an eligibility decision and (unless None) a consent."""
    product = Product.ESKETAMINE if route is Route.NASAL else Product.KETAMINE
    facts: list[object] = [
        PatientRegistered(
            given_name="Testa",
            family_name="Synthetic",
            birth_date=born,
            record_number="SYN-0001",
        ),
        EligibilityAttested(
            product=product,
            document="synthetic decision 1",
            decided_on=date(2026, 2, 1),
            contraindications=contraindications,
        ),
    ]
    if consent_on is not None:
        facts.append(
            ConsentAttested(
                product=product,
                route=route,
                document="synthetic consent 1",
                signed_on=consent_on,
                off_label_acknowledged=off_label,
            )
        )
    return fold_patient(
        PatientState(),
        [
            envelope(fact, n + 1, START - timedelta(days=30), PRESCRIBER)
            for n, fact in enumerate(facts)
        ],
    )


def knowledge(route: Route = Route.IV, **changes: object) -> Knowledge:
    """A signed protocol at a quiet clinic."""
    values: dict[str, object] = {
        "patient": registered(route),
        "protocol": protocol(KEYS[route]),
        "signed": True,
        "zone": ZONE,
        "last_weight_kg": Kg(Decimal("70.6")),
    }
    return Knowledge(**(values | changes))  # type: ignore[arg-type]


@dataclass
class Story:
    """A visit being told: state, clock, and what it stands on."""

    know: Knowledge = field(default_factory=knowledge)
    state: VisitState = field(default_factory=VisitState)
    now: datetime = START
    facts: list[Recorded[object]] = field(default_factory=list)

    @property
    def route(self) -> Route:
        return self.know.protocol.route

    @property
    def protocol(self) -> Protocol:
        return self.know.protocol

    def case(self) -> Case:
        return Case(self.state, self.know, self.now)

    def wait(self, minutes: float) -> "Story":
        self.now += timedelta(minutes=minutes)
        return self

    def record(self, fact: object, by: Actor = NURSE, late: float = 0) -> "Story":
        """A fact as a person enters it, with whatever follows from it."""
        decision = self.do(c.Record(fact=fact), by, late)
        assert not isinstance(decision, Held)
        return self

    def do(self, command: object, by: Actor = NURSE, late: float = 0) -> Decision:
        at = self.now - timedelta(minutes=late)
        decision = decide(self.state, command, by, self.know, at)
        if not isinstance(decision, Held):
            self._append(decision, by, late)
            self._append(follow(self.state, self.know, (), self.now), by, 0)
        return decision

    def must(self, command: object, by: Actor = NURSE) -> "Story":
        decision = self.do(command, by)
        assert not isinstance(decision, Held), [f.reason for f in decision.findings]
        return self

    def _append(self, facts: tuple[object, ...], by: Actor, late: float) -> None:
        for fact in facts:
            recorded = envelope(fact, self.state.version + 1, self.now, by, late)
            self.facts.append(recorded)
            self.state = fold(self.state, [recorded])


def readings(
    sbp: int = 122, dbp: int = 76, hr: int = 72, spo2: int = 97, rr: int = 14, **more: int
) -> monitoring.SetCharted:
    """A whole set; the patient is awake unless `arousal` says otherwise."""
    values = {"sbp": sbp, "dbp": dbp, "hr": hr, "spo2": spo2, "rr": rr, "arousal": 0, **more}
    return monitoring.SetCharted(
        readings=tuple(
            Reading(parameter=Parameter(name), value=Decimal(value))
            for name, value in values.items()
        )
    )


def request(route: Route = Route.IV, **changes: object) -> c.OrderRequest:
    """0.5 mg/kg for 70 kg from a 500 mg/10 mL vial over 40 min; or one that fits the route."""
    values: dict[str, object] = {"id": ORDER, "protocol": KEYS[route], "route": route}
    if route is Route.NASAL:
        values |= {"product": Product.ESKETAMINE, "spray_mg": Mg(Decimal(56))}
    else:
        values |= {
            "product": Product.KETAMINE,
            "dose_mg_per_kg": MgPerKg(Decimal("0.5")),
            "measured_weight_kg": Kg(Decimal(70)),
            "vial_drug_mg": Mg(Decimal(500)),
            "vial_ml": Ml(Decimal(10)),
        }
    if route is Route.IV:
        values |= {
            "minutes": Min(Decimal(40)),
            "bag_ml": Ml(Decimal(100)),
            "preparation": Preparation.ADDED,
        }
    return c.OrderRequest(**(values | changes))  # type: ignore[arg-type]


def booked(know: Knowledge | None = None) -> Story:
    story = Story(know=know or knowledge())
    story.must(
        c.BookVisit(
            patient=PATIENT,
            protocol=story.protocol.key,
            starts_at=START + timedelta(hours=1),
            minutes=120,
        ),
        COORDINATOR,
    )
    return story.wait(50)


def check_in_facts(now: datetime) -> tuple[object, ...]:
    """Every answer of check-in, all reassuring."""
    return (
        check_in.IdentityConfirmed(identifiers=("name", "date of birth")),
        check_in.AllergiesConfirmed(allergies=()),
        check_in.MedicationsReviewed(medications=(), changes="none"),
        check_in.WeightMeasured(weight_kg=Kg(Decimal(70))),
        check_in.HeightMeasured(height_cm=Cm(Decimal(172))),
        check_in.BaselineAssessed(orientation_deficit="", gait_deficit="", cadss6=0),
        check_in.FastingAnswered(
            last_food_at=now - timedelta(hours=9), last_fluid_at=now - timedelta(hours=4)
        ),
        check_in.ResponsibleAdultNamed(name="Adult Synthetic", relation="friend", phone="555-0100"),
        check_in.PregnancyAnswered(possible=Answer.NO, breast_feeding=Answer.NO, test="none"),
        check_in.CardiovascularAnswered(event=Answer.NO),
        check_in.SuicideRiskScreened(answers=(False, False, None, None, None, False)),
        check_in.SafetyStaffConfirmed(prescriber="prescriber-1", acls="nurse-1"),
    )


def arrived(know: Knowledge | None = None) -> Story:
    """Here and asked everything; order, preparation, baseline and nurse still open."""
    story = booked(know).record(check_in.PatientArrived()).wait(1)
    for fact in check_in_facts(story.now):
        story.record(fact)
    return story


def prepared(story: Story, by: Actor, kind: type, **changes: object) -> Story:
    """What this person drew or read, as the order has it."""
    order = story.state.order
    assert order is not None
    values: dict[str, object] = {"product": order.product}
    if order.route is Route.NASAL:
        values |= {"devices": order.devices}
    else:
        values |= {
            "vial_mg_per_ml": MgPerMl(Decimal(50)),
            "weight_kg": order.dosing_weight_kg,
            "drawn_ml": order.draw_ml,
            "pump_rate_ml_per_h": order.rate_ml_per_h,
            "pump_volume_ml": order.infused_volume_ml,
        }
    if kind is check_in.PreparationEntered:
        values |= {"lot": "SYN-LOT-1", "expires_on": date(2027, 1, 31)}
    return story.record(kind(**(values | changes)), by)


def ready(know: Knowledge | None = None) -> Story:
    """Every gate holds: the next tap starts the dose."""
    story = arrived(know)
    story.must(
        c.SignOrder(request=request(story.route), signature=signature(PRESCRIBER, story.now)),
        PRESCRIBER,
    )
    prepared(story, NURSE, check_in.PreparationEntered)
    prepared(story, SECOND, check_in.PreparationChecked)
    story.must(c.AcceptPatient())
    return story.record(readings()).wait(1)


def started(know: Knowledge | None = None) -> Story:
    story = ready(know)
    command = {
        Route.IV: c.StartInfusion(order=ORDER),
        Route.IM: c.GiveInjection(order=ORDER, site="left deltoid"),
        Route.NASAL: c.GiveSpray(order=ORDER, lot="SYN-DEVICE-1"),
    }[story.route]
    return story.must(command)


def ended(know: Knowledge | None = None) -> Story:
    """The whole dose has gone in, with a set charted every ten minutes (IV); the watch begins."""
    story = started(know)
    if story.route is Route.IV:
        for _ in range(4):
            story.wait(10).record(readings())
        return story.must(c.CompleteInfusion())
    if story.route is Route.IM:
        for _ in range(3):
            story.wait(5).record(readings(moaas=5))
        return story
    return story.wait(5).must(c.GiveSpray(order=ORDER, lot="SYN-DEVICE-2"))


def recovery_facts() -> tuple[object, ...]:
    """Every question before leaving, all reassuring."""
    return (
        leaving.RecoveryAssessed(
            orientation_deficit="",
            gait_deficit="",
            limbs_moving=4,
            breathing=2,
            vomiting=False,
            cadss6=0,
            moaas=5,
        ),
        leaving.NewSuicidalThoughtsAsked(answer=Answer.NO),
        leaving.CannulaRemoved(),
        leaving.AdviceGiven(document="advice 1", to_adult=True),
    )


def recovered(know: Knowledge | None = None) -> Story:
    """Every discharge criterion is met: the next tap discharges."""
    story = ended(know)
    wait = {Route.IV: 65, Route.IM: 110, Route.NASAL: 116}[story.route]
    story.wait(wait).record(readings(moaas=5))
    for fact in recovery_facts():
        story.record(fact)
    return story


def discharged(know: Knowledge | None = None) -> Story:
    return recovered(know).must(c.Discharge(to="Adult Synthetic"))


def accounted(story: Story) -> Story:
    """What is left of the drug is written down: nothing was left."""
    return story.record(dosing.LineResidualRecorded(volume_ml=Ml(Decimal(0))))


def signed(know: Knowledge | None = None) -> Story:
    story = discharged(know)
    return story.must(c.SignVisit(signature=signature(NURSE, story.now)))
