"""Each rule of the start gate: just below, at and just above its limit, and with data missing.

A row names everything that stands open.  An empty set means that the dose may go in.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from morrow.care.patient import EligibilityAttested, PatientState
from morrow.care.patient import fold as fold_patient
from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.knowledge import Knowledge, OtherVisit, Tended
from morrow.care.visit.values import (
    Actor,
    Allergy,
    Answer,
    Medication,
    Parameter,
    Product,
    Route,
)
from morrow.care.visit.view import visit_view
from morrow.evidence import Refusal
from morrow.quantities import Cm, Kg, Mg, MgPerKg, MgPerMl, Ml, MlPerH
from tests.care.visit import cast
from tests.care.visit.cast import (
    COORDINATOR,
    NURSE,
    ORDER,
    PRESCRIBER,
    SECOND,
    SECOND_PRESCRIBER,
    START,
    Story,
    knowledge,
    readings,
    registered,
)
from tests.care.visit.tables import (
    acknowledge,
    before_dose,
    finding,
    held_rules,
    open_at_start,
    override,
    says_why,
    start,
)

D = Decimal
TODAY = date(2026, 3, 10)
NOW = START + timedelta(minutes=52)


def medicine(name: str, dose: str = "1 mg", **more: Any) -> ci.MedicationsReviewed:
    return ci.MedicationsReviewed(
        medications=(Medication(name=name, dose=dose, **more),), changes="none"
    )


def pregnancy(**changes: Any) -> ci.PregnancyAnswered:
    values: dict[str, Any] = {"possible": Answer.YES, "breast_feeding": Answer.NO, "test": "none"}
    return ci.PregnancyAnswered(**(values | changes))


def heart(event: Answer, on: date | None = None) -> ci.CardiovascularAnswered:
    return ci.CardiovascularAnswered(event=event, last_event_on=on)


def other(days: int, product: Product = Product.KETAMINE, **more: Any) -> OtherVisit:
    return OtherVisit(
        id=UUID(int=days + 1),
        product=product,
        dosed_at=NOW - timedelta(days=days),
        running=False,
        **more,
    )


def answer(fact: object) -> dict[str, Any]:
    return {"answers": {type(fact): fact}}


def test_with_every_answer_given_nothing_stands_open_by_any_route() -> None:
    for route in Route:
        story = before_dose(knowledge(route))
        assert open_at_start(story) == set()
        assert start(story) == set()


# ── who ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        (ci.IdentityConfirmed, "R01.identity"),
        (ci.AllergiesConfirmed, "R01.allergies"),
        (ci.MedicationsReviewed, "R01.medicines"),
    ],
)
def test_r01_holds_order_and_start_without_identity_allergies_or_medicines(
    missing: type, rule: str
) -> None:
    story = cast.booked().record(ci.PatientArrived()).wait(1)
    for fact in cast.check_in_facts(story.now):
        if type(fact) is not missing:
            story.record(fact)
    command = c.SignOrder(request=cast.request(), signature=cast.signature(PRESCRIBER, story.now))
    assert held_rules(story.do(command, PRESCRIBER)) == {rule}
    assert rule in open_at_start(story)
    assert override(story, rule) == {rule}, "nobody sets it aside"


@pytest.mark.parametrize(
    ("born", "open_"),
    [
        (date(2008, 3, 9), set()),
        (date(2008, 3, 10), set()),
        (date(2008, 3, 11), {"R03"}),
        (date(2026, 3, 11), {"R03"}),
    ],
)
def test_r03_holds_until_the_eighteenth_birthday(born: date, open_: set[str]) -> None:
    story = before_dose(knowledge(patient=registered(born=born)))
    assert open_at_start(story) == open_
    assert override(story, "R03") != set()


def test_r03_holds_where_the_date_of_birth_is_not_known() -> None:
    story = before_dose()
    story.know = knowledge(patient=PatientState())
    assert "R03" in open_at_start(story)


def decided(*decisions: tuple[Product, tuple[str, ...]]) -> PatientState:
    state = registered()
    for number, (product, found) in enumerate(decisions):
        fact = EligibilityAttested(
            product=product,
            document="later decision",
            decided_on=date(2026, 2, 20),
            contraindications=found,
        )
        at = START - timedelta(days=9 - number)
        state = fold_patient(state, [cast.envelope(fact, 10 + number, at, PRESCRIBER)])
    return state


@pytest.mark.parametrize(
    ("words", "patient", "open_"),
    [
        ("none found", registered(), set()),
        ("one found", registered(contraindications=("intracerebral haemorrhage",)), {"R04"}),
        ("for the other drug only", registered(Route.NASAL), {"R04.decision", "R14"}),
        ("found later, for the other drug",
         decided((Product.ESKETAMINE, ("arteriovenous malformation",))), {"R04"}),
        ("found, and later decided anew without",
         decided((Product.KETAMINE, ("x",)), (Product.KETAMINE, ())), set()),
    ],
)  # fmt: skip
def test_r04_holds_for_a_contraindication_and_nobody_sets_it_aside(
    words: str, patient: PatientState, open_: set[str]
) -> None:
    story = before_dose(knowledge(patient=patient))
    assert open_at_start(story) == open_, words
    for rule in open_:
        assert override(story, rule) == {rule}


@pytest.mark.parametrize(
    ("substance", "open_"),
    [
        ("Ketamine", {"R04.allergy"}),
        ("esketamine nasal", {"R04.allergy"}),
        ("KETALAR", {"R04.allergy"}),
        ("Spravato", {"R04.allergy"}),
        ("penicillin", set()),
    ],
)
def test_r04_holds_for_an_allergy_to_the_drug_by_any_of_its_names(
    substance: str, open_: set[str]
) -> None:
    fact = ci.AllergiesConfirmed(allergies=(Allergy(substance=substance, reaction="rash"),))
    assert open_at_start(before_dose(**answer(fact))) == open_


@pytest.mark.parametrize(
    ("words", "fact", "open_"),
    [
        ("not answered", None, {"R05"}),
        ("declined", heart(Answer.DECLINED), {"R05"}),
        ("none", heart(Answer.NO), set()),
        ("41 days ago", heart(Answer.YES, TODAY - timedelta(days=41)), {"R05"}),
        ("42 days ago", heart(Answer.YES, TODAY - timedelta(days=42)), set()),
        ("43 days ago", heart(Answer.YES, TODAY - timedelta(days=43)), set()),
        ("at an unknown date", heart(Answer.YES), {"R05"}),
        ("dated tomorrow", heart(Answer.YES, TODAY + timedelta(days=1)), {"R05"}),
    ],
)
def test_r05_holds_for_a_cardiovascular_event_within_six_weeks(
    words: str, fact: object, open_: set[str]
) -> None:
    story = before_dose(answers={ci.CardiovascularAnswered: fact})
    assert open_at_start(story) == open_, words


def test_r05_takes_two_clinicians_and_one_of_them_is_a_prescriber() -> None:
    story = before_dose(**answer(heart(Answer.YES, TODAY)))
    assert override(story, "R05", COORDINATOR) == {"R05"}
    assert override(story, "R05", NURSE) == set()
    assert override(story, "R05", SECOND) == set()
    assert open_at_start(story) == {"R05"}, "two nurses are not enough"
    assert override(story, "R05", PRESCRIBER) == set()
    assert open_at_start(story) == set()
    story.record(heart(Answer.YES, TODAY - timedelta(days=1)))
    assert open_at_start(story) == {"R05"}, "another date is another value"


def test_r05_is_not_set_aside_twice_by_one_prescriber() -> None:
    story = before_dose(**answer(heart(Answer.YES, TODAY)))
    assert override(story, "R05", PRESCRIBER) == set()
    assert override(story, "R05", PRESCRIBER) == set()
    assert open_at_start(story) == {"R05"}


@pytest.mark.parametrize(
    ("words", "fact", "open_"),
    [
        ("not asked", None, {"R06"}),
        ("not possible", pregnancy(possible=Answer.NO), set()),
        ("not possible, test positive", pregnancy(possible=Answer.NO, test="positive"), {"R06"}),
        ("possible, no test", pregnancy(), {"R06"}),
        ("declined to say, no test", pregnancy(possible=Answer.DECLINED), {"R06"}),
        ("negative today", pregnancy(test="negative", tested_on=TODAY), set()),
        ("negative 30 days ago",
         pregnancy(test="negative", tested_on=TODAY - timedelta(days=30)), set()),
        ("negative 31 days ago",
         pregnancy(test="negative", tested_on=TODAY - timedelta(days=31)), {"R06"}),
        ("negative tomorrow",
         pregnancy(test="negative", tested_on=TODAY + timedelta(days=1)), {"R06"}),
        ("negative, undated", pregnancy(test="negative"), {"R06"}),
        ("positive", pregnancy(test="positive", tested_on=TODAY), {"R06"}),
        ("breast-feeding", pregnancy(possible=Answer.NO, breast_feeding=Answer.YES),
         {"R06.feeding"}),
        ("feeding not answered", pregnancy(possible=Answer.NO, breast_feeding=Answer.DECLINED),
         {"R06.feeding"}),
    ],
)  # fmt: skip
def test_r06_holds_unless_pregnancy_is_ruled_out(words: str, fact: object, open_: set[str]) -> None:
    story = before_dose(answers={ci.PregnancyAnswered: fact})
    assert open_at_start(story) == open_, words
    for rule in open_:
        assert override(story, rule) == {rule}


# ── what they take ───────────────────────────────────────────────────────────────────────────


def benzodiazepine(hours: float | None, mg: str | None) -> ci.MedicationsReviewed:
    return medicine(
        "Lorazepam, tablets",
        last_taken_at=None if hours is None else NOW - timedelta(hours=hours),
        lorazepam_equivalent_mg_per_day=None if mg is None else Mg(D(mg)),
    )


@pytest.mark.parametrize(
    ("words", "fact", "open_"),
    [
        ("long ago, 3 mg", benzodiazepine(24, "3"), set()),
        ("long ago, 3.01 mg", benzodiazepine(24, "3.01"), {"R11"}),
        ("7 h 59 min ago", benzodiazepine(8 - 1 / 60, "1"), {"R11"}),
        ("8 h ago", benzodiazepine(8, "1"), set()),
        ("time not known", benzodiazepine(None, "1"), {"R11"}),
        ("amount not known", benzodiazepine(24, None), {"R11"}),
        ("another drug", medicine("sertraline"), set()),
    ],
)
def test_r11_warns_of_benzodiazepines_by_amount_and_hour(
    words: str, fact: object, open_: set[str]
) -> None:
    story = before_dose(answers={ci.MedicationsReviewed: fact})
    assert open_at_start(story) == open_, words


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Lamotrigine 100", "R12.lamotrigine"),
        ("memantine", "R12.memantine"),
        ("Adderall XR", "R12.stimulant"),
        ("tranylcypromine", "R12.MAOI"),
        ("paracetamol/codeine", "R12.opioid"),
        ("Naltrexone (50 mg)", "R12.naltrexone"),
        ("St John\u2019s wort", "R12.CYP modifier"),
        ("grapefruit juice", "R12.CYP modifier"),
        ("insulin glargine", "R12.glucose-lowering"),
        ("Ozempic", "R12.GLP-1 agonist"),
    ],
)
def test_r12_warns_of_each_class_once_until_drug_or_dose_changes(name: str, rule: str) -> None:
    story = before_dose(answers={ci.MedicationsReviewed: medicine(name, "10 mg")})
    assert open_at_start(story) == {rule}
    assert start(story) == {rule}
    assert acknowledge(story, rule) == set()
    assert open_at_start(story) == set()
    story.record(medicine(name, "20 mg"))
    assert open_at_start(story) == {rule}, "another dose is another decision"


@pytest.mark.parametrize(
    "name", ["theophylline", "Aminophylline IV", "THEOPHYLLINE, SR", "Theo-24"]
)
def test_r13_holds_for_a_xanthine_and_nobody_sets_it_aside(name: str) -> None:
    story = before_dose(answers={ci.MedicationsReviewed: medicine(name)})
    assert open_at_start(story) == {"R13"}
    assert override(story, "R13") == {"R13"}


# ── consent and order ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "patient", "open_"),
    [
        ("none", registered(consent_on=None), {"R14"}),
        ("twelve months ago", registered(consent_on=date(2025, 3, 10)), set()),
        ("twelve months and a day", registered(consent_on=date(2025, 3, 9)), {"R14.age"}),
        ("today", registered(consent_on=TODAY), set()),
        ("tomorrow", registered(consent_on=TODAY + timedelta(days=1)), {"R14.age"}),
    ],
)
def test_r14_holds_without_a_consent_of_the_last_twelve_months(
    words: str, patient: PatientState, open_: set[str]
) -> None:
    story = before_dose(knowledge(patient=patient))
    assert open_at_start(story) == open_, words
    for rule in open_:
        assert override(story, rule) == {rule}


def test_r14_holds_for_a_consent_to_another_route_and_for_a_withdrawn_one() -> None:
    from morrow.care.patient import ConsentWithdrawn

    story = before_dose()
    given = story.know.patient
    withdrawn = cast.envelope(ConsentWithdrawn(), 9, START, PRESCRIBER)
    story.know = knowledge(patient=fold_patient(given, [withdrawn]))
    assert open_at_start(story) == {"R14"}
    story.know = knowledge(patient=registered(Route.IM))
    assert open_at_start(story) == {"R14"}


def test_r15_holds_until_off_label_use_is_acknowledged() -> None:
    assert open_at_start(before_dose(knowledge(patient=registered(off_label=False)))) == {"R15"}
    nasal = knowledge(Route.NASAL, patient=registered(Route.NASAL, off_label=False))
    assert open_at_start(before_dose(nasal)) == set(), "esketamine is on label"


def test_an_order_holds_when_missing_revoked_of_yesterday_or_of_another_version() -> None:
    story = before_dose()
    changed = story.protocol.with_changes(2, {"baseline.max_age": D(15)})
    story.know = knowledge(protocol=changed)
    assert open_at_start(story) == {"ORDER.version"}
    story.know = knowledge(signed=False)
    assert open_at_start(story) == {"PROTOCOL"}
    story.know = knowledge()
    story.must(c.RevokeOrder(order=ORDER, reason="lithium"), PRESCRIBER)
    assert open_at_start(story) == {"ORDER"}
    story = before_dose()
    story.now = datetime(2026, 3, 11, 4, 1, tzinfo=UTC)  # 00:01 in New York
    assert "ORDER.expired" in open_at_start(story)
    story.now = datetime(2026, 3, 11, 3, 59, tzinfo=UTC)
    assert "ORDER.expired" not in open_at_start(story)


def test_an_order_signed_while_the_record_was_another_patients_holds_with_every_answer() -> None:
    story = before_dose()
    story.record(ci.WrongPatientChosen(patient=UUID(int=7), reason="names alike"))
    found = open_at_start(story)
    assert {"ORDER.patient", "R01.identity", "R01.allergies", "R16", "R20.entry", "R34"} <= found


# ── weight ───────────────────────────────────────────────────────────────────────────────────


def weighed(kg: str) -> ci.WeightMeasured:
    return ci.WeightMeasured(weight_kg=Kg(D(kg)))


def test_r16_holds_an_order_by_weight_until_weighed_at_this_visit() -> None:
    story = cast.booked().record(weighed("70")).wait(1).record(ci.PatientArrived()).wait(1)
    for fact in cast.check_in_facts(story.now):
        if not isinstance(fact, ci.WeightMeasured):
            story.record(fact)
    assert "R16" in open_at_start(story), "a weight from before the arrival does not count"
    assert override(story, "R16") == {"R16"}


@pytest.mark.parametrize(
    ("kg", "open_"),
    [
        ("63.1", set()),
        ("63.0", {"R16.order", "H4"}),  # nor do the two weighings of today agree
        ("76.9", set()),
        ("77.0", {"R16.order", "H4"}),
    ],
)
def test_r16_holds_an_order_on_a_weight_ten_percent_from_the_one_measured_since(
    kg: str, open_: set[str]
) -> None:
    story = before_dose(knowledge(last_weight_kg=None), acknowledged=("H4",))
    story.record(weighed(kg))
    assert open_at_start(story) == open_


@pytest.mark.parametrize(
    ("last", "open_"),
    [("77.7", set()), ("77.8", {"H4"}), ("63.7", set()), ("63.6", {"H4"}), ("154", {"H4"})],
)
def test_h4_asks_to_weigh_again_when_the_weight_jumped_by_a_tenth(
    last: str, open_: set[str]
) -> None:
    story = before_dose(knowledge(last_weight_kg=Kg(D(last))), acknowledged=("H4",))
    assert open_at_start(story) == open_
    if open_:
        assert override(story, "H4", NURSE) == {"H4"}
        assert override(story, "H4", PRESCRIBER) == set()
        assert open_at_start(story) == set()


def test_h4_is_lifted_by_a_second_weighing_within_one_percent_and_by_no_other_weight() -> None:
    story = before_dose(knowledge(last_weight_kg=Kg(D("77.8"))), acknowledged=("H4",))
    assert override(story, "H4", PRESCRIBER) == set()
    story.record(weighed("69"))
    assert open_at_start(story) == {"H4"}, "another weight, another value"
    story.record(weighed("69.5"))
    assert open_at_start(story) == set()


def doubt(story: Story) -> str | None:
    found: str | None = visit_view(story.case())["patient"]["weight_doubt"]
    return found


def test_h4_a_weight_in_doubt_says_so_wherever_the_view_shows_it() -> None:
    story = before_dose(knowledge(last_weight_kg=Kg(D("154"))), acknowledged=("H4",))
    assert doubt(story) == "154 kg before"
    assert override(story, "H4", PRESCRIBER) == set()
    assert doubt(story) is None, "a prescriber has vouched for it"
    story.record(weighed("154"))
    assert doubt(story) == "70 kg before", "as last time, and not as the weighing of today"
    story.record(weighed("153"))
    assert doubt(story) is None, "the second weighing agrees"


@pytest.mark.parametrize(("height", "said"), [("109", None), ("108", "at 108 cm")])
def test_h4_a_weight_no_body_of_that_height_has_is_in_doubt(height: str, said: str | None) -> None:
    """By hand: 70 kg at 1.09 m is 58.9 kg/m2, at 1.08 m 60.01."""
    story = before_dose().record(ci.HeightMeasured(height_cm=Cm(D(height))))
    assert doubt(story) == said


@pytest.mark.parametrize(("height", "open_"), [("153", {"R17"}), ("172", set())])
def test_r17_warns_of_actual_weight_at_a_bmi_of_30(height: str, open_: set[str]) -> None:
    """By hand: 70 kg at 152.75 cm is a BMI of 30.0; at 153 cm, 29.9: the row uses 71 kg."""
    story = cast.booked().record(ci.PatientArrived()).wait(1)
    for fact in cast.check_in_facts(story.now):
        story.record(fact)
    story.record(weighed("71")).record(ci.HeightMeasured(height_cm=Cm(D(height))))
    command = c.SignOrder(
        request=cast.request(measured_weight_kg=Kg(D(71))),
        signature=cast.signature(PRESCRIBER, story.now),
    )
    assert held_rules(story.do(command, PRESCRIBER)) == open_


# ── the order's dose ─────────────────────────────────────────────────────────────────────────


def sign(story: Story, acknowledged: tuple[str, ...] = (), **changes: Any) -> set[str]:
    return held_rules(
        story.do(
            c.SignOrder(
                request=cast.request(story.route, **changes),
                signature=cast.signature(PRESCRIBER, story.now),
                acknowledged=acknowledged,
                reason="why" if acknowledged else "",
            ),
            PRESCRIBER,
        )
    )


@pytest.mark.parametrize(
    ("per_kg", "held", "needs_second"),
    [
        ("0.75", set(), False),
        ("0.76", {"R18"}, False),
        ("1.0", {"R18"}, False),
        ("1.01", set(), True),
        ("1.5", set(), True),
        ("1.51", {"R18"}, None),
        ("2.01", {"R18"}, None),
        ("0.1", set(), False),
        ("0.05", {"H1"}, False),
    ],
)
def test_r18_warns_asks_for_a_second_signature_and_refuses(
    per_kg: str, held: set[str], needs_second: bool | None
) -> None:
    story = cast.arrived()
    dose = MgPerKg(D(per_kg))
    assert held <= sign(story, dose_mg_per_kg=dose)
    again = sign(story, tuple(held), dose_mg_per_kg=dose) if held else set()
    if needs_second is None:
        assert again, "no reason lifts a refusal"
        return
    assert again == set()
    assert ("R18.second" in open_at_start(story)) == needs_second


def test_r18_takes_the_second_signature_of_another_prescriber() -> None:
    story = cast.arrived()
    assert sign(story, ("R18",), dose_mg_per_kg=MgPerKg(D("1.1"))) == set()

    def cosign(by: Actor) -> set[str]:
        signature = cast.signature(by, story.now)
        return held_rules(story.do(c.CosignOrder(order=ORDER, signature=signature), by))

    assert cosign(PRESCRIBER) == {"R18.second"}
    assert cosign(NURSE) == {"ROLE"}
    assert cosign(cast.DIRECTOR) == {"ROLE"}
    assert "R18.second" in open_at_start(story)
    assert cosign(SECOND_PRESCRIBER) == set()
    assert "R18.second" not in open_at_start(story)


def test_r18_a_cosignature_does_not_count_for_an_edited_order_of_the_same_id() -> None:
    story = cast.arrived()
    assert sign(story, ("R18",), dose_mg_per_kg=MgPerKg(D("1.1"))) == set()
    story.must(
        c.CosignOrder(order=ORDER, signature=cast.signature(SECOND_PRESCRIBER, story.now)),
        SECOND_PRESCRIBER,
    )
    assert sign(story, ("R18",), dose_mg_per_kg=MgPerKg(D("1.4"))) == {"ORDER.again"}


@pytest.mark.parametrize(("minutes", "held"), [("30", set()), ("29", {"R19"}), ("40", set())])
def test_r19_warns_of_less_than_thirty_minutes(minutes: str, held: set[str]) -> None:
    assert sign(cast.arrived(), minutes=D(minutes)) == held


def test_r19_refuses_to_infuse_the_strongest_vial_undiluted() -> None:
    story = cast.arrived()
    held = sign(story, ("R19",), vial_drug_mg=Mg(D(1000)), vial_ml=Ml(D(10)), bag_ml=Ml(D(0)))
    assert held == {"R19"}


# ── preparation ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["first", "second"])
@pytest.mark.parametrize(
    ("words", "changes", "rules"),
    [
        ("as ordered", {}, set()),
        ("0.705 mL: within half a graduation", {"drawn_ml": Ml(D("0.705"))}, set()),
        ("0.708 mL: over 1 % of 0.7 and half a graduation", {"drawn_ml": Ml(D("0.708"))}, {"R20"}),
        ("0.692 mL", {"drawn_ml": Ml(D("0.692"))}, {"R20"}),
        ("ten times", {"drawn_ml": Ml(D(7))}, {"R20", "H2"}),
        ("the other vial", {"vial_mg_per_ml": MgPerMl(D(100))}, {"H1", "H2"}),
        ("vial not read", {"vial_mg_per_ml": None}, {"H1"}),
        ("volume not read", {"drawn_ml": None}, {"R20"}),
        ("another weight", {"weight_kg": Kg(D(71))}, {"R20"}),
        ("pump rate 1 % off", {"pump_rate_ml_per_h": MlPerH(D("152.5"))}, set()),
        ("pump rate 1.1 % off", {"pump_rate_ml_per_h": MlPerH(D("152.8"))}, {"R20"}),
        ("rate and volume swapped",
         {"pump_rate_ml_per_h": MlPerH(D("100.7")), "pump_volume_ml": Ml(D(151))}, {"R20"}),
        ("pump not read", {"pump_rate_ml_per_h": None}, {"R20"}),
    ],
)  # fmt: skip
def test_r20_holds_when_either_reading_is_not_as_ordered(
    who: str, words: str, changes: dict[str, Any], rules: set[str]
) -> None:
    """Ordered: 35 mg in 0.70 mL of 50 mg/mL, 100.7 mL at 151 mL/h."""
    entered, read = (changes, {}) if who == "first" else ({}, changes)
    story = before_dose(first=entered, second=read)
    assert open_at_start(story) == {f"R20.{who}.{rule}" for rule in rules}, words
    for rule in open_at_start(story):
        assert override(story, rule) == {rule}


def test_r20_forgives_half_a_graduation_of_the_syringe_that_was_used() -> None:
    """A 3 mL syringe is read to 0.05 mL; but over the dose + 2 % nothing is forgiven (H2)."""
    coarse = {"syringe_ml": Ml(D(3)), "drawn_ml": Ml(D("0.66"))}
    assert open_at_start(before_dose(first=coarse, second={"drawn_ml": Ml(D("0.65"))})) == set()
    over = before_dose(first=coarse, second={"drawn_ml": Ml(D("0.72"))})
    assert open_at_start(over) == {"R20.second.H2"}
    unknown = before_dose(first={"syringe_ml": Ml(D(7))})
    assert open_at_start(unknown) == {"R20"}


@pytest.mark.parametrize(("syringe", "open_"), [(3, set()), (10, {"R20.syringe"})])
def test_r20_what_is_forgiven_is_small_beside_the_dose(syringe: int, open_: set[str]) -> None:
    """By hand, of 0.70 mL: half of 0.1 mL is 7 %, half of 0.2 mL is 14 %."""
    story = before_dose(first={"syringe_ml": Ml(D(syringe))})
    assert open_at_start(story) == open_
    if open_:
        assert override(story, "R20.syringe", NURSE) == open_
        assert override(story, "R20.syringe", PRESCRIBER) == set()
        assert open_at_start(story) == set()


def test_r20_takes_two_people_and_a_fresh_reading_after_a_new_entry() -> None:
    story = before_dose()
    cast.prepared(story, NURSE, ci.PreparationEntered)
    assert open_at_start(story) == {"R20.check"}, "entered anew, so read anew"
    cast.prepared(story, NURSE, ci.PreparationChecked)
    assert open_at_start(story) == {"R20.person"}
    cast.prepared(story, SECOND, ci.PreparationChecked)
    assert open_at_start(story) == set()


@pytest.mark.parametrize(
    ("changes", "open_"),
    [
        ({"expires_on": TODAY}, set()),
        ({"expires_on": TODAY - timedelta(days=1)}, {"H9"}),
        ({"lot": " "}, {"H9.lot"}),
    ],
)
def test_h9_holds_for_an_expired_vial_or_one_without_a_lot(
    changes: dict[str, Any], open_: set[str]
) -> None:
    assert open_at_start(before_dose(first=changes)) == open_


# ── esketamine ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mg", "earlier", "held"),
    [
        ("28", False, set()),
        ("56", False, set()),
        ("84", False, {"R21"}),
        ("84", True, set()),
        ("57", True, {"R21"}),
        ("112", True, {"R21"}),
        (None, True, {"R21"}),
    ],
)
def test_r21_allows_28_56_or_84_mg_and_at_first_at_most_56(
    mg: str | None, earlier: bool, held: set[str]
) -> None:
    others = (other(4, Product.ESKETAMINE),) if earlier else ()
    story = cast.arrived(knowledge(Route.NASAL, others=others))
    assert sign(story, spray_mg=None if mg is None else Mg(D(mg))) == held


# ── other visits ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("route", "days", "open_"),
    [
        (Route.IV, (2, 4), set()),
        (Route.IV, (2, 4, 7), set()),
        (Route.IV, (2, 4, 6), {"R22"}),
        (Route.IV, (1,), {"R22.gap"}),
        (Route.IV, (2,), set()),
        (Route.IV, (0,), {"H6"}),
        (Route.NASAL, (3,), set()),
        (Route.NASAL, (3, 7), set()),
        (Route.NASAL, (3, 6), {"R22"}),
        (Route.IM, (2, 4, 6), {"R22"}),
    ],
)
def test_r22_counts_visits_in_seven_dates_and_dates_between_them(
    route: Route, days: tuple[int, ...], open_: set[str]
) -> None:
    product = Product.ESKETAMINE if route is Route.NASAL else Product.KETAMINE
    know = knowledge(route, others=tuple(other(day, product) for day in days))
    story = before_dose(know)
    assert open_at_start(story) == open_
    for rule in open_ - {"H6"}:
        assert override(story, rule, NURSE) == {rule}
        assert override(story, rule, PRESCRIBER) == set()
        assert open_at_start(story) == set()


def test_r22_looks_at_local_dates_and_at_the_other_drug_too() -> None:
    late = OtherVisit(
        id=UUID(int=1),
        product=Product.ESKETAMINE,
        dosed_at=datetime(2026, 3, 9, 3, 30, tzinfo=UTC),  # still 8 March in New York
        running=False,
    )
    assert open_at_start(before_dose(knowledge(others=(late,)))) == set()
    later = OtherVisit(
        id=UUID(int=1),
        product=Product.ESKETAMINE,
        dosed_at=datetime(2026, 3, 9, 4, 30, tzinfo=UTC),
        running=False,
    )
    assert open_at_start(before_dose(knowledge(others=(later,)))) == {"R22.gap"}


def test_h6_a_second_dose_on_one_date_takes_two_clinicians() -> None:
    story = before_dose(knowledge(others=(other(0),)))
    assert override(story, "H6", PRESCRIBER) == set()
    assert open_at_start(story) == {"H6"}
    assert override(story, "H6", SECOND_PRESCRIBER) == set()
    assert open_at_start(story) == set()


def test_h6_holds_while_another_dose_of_the_patient_runs() -> None:
    running = OtherVisit(
        id=UUID(int=1), product=Product.KETAMINE, dosed_at=NOW - timedelta(days=3), running=True
    )
    story = before_dose(knowledge(others=(running,)))
    assert open_at_start(story) == {"RUNNING"}
    assert override(story, "RUNNING") == {"RUNNING"}


# ── the place ────────────────────────────────────────────────────────────────────────────────


def fasting(food: timedelta, fluid: timedelta) -> ci.FastingAnswered:
    return ci.FastingAnswered(last_food_at=NOW - food, last_fluid_at=NOW - fluid)


MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("route", "food", "fluid", "open_"),
    [
        (Route.IV, 6 * HOUR, 2 * HOUR, set()),
        (Route.IV, 6 * HOUR - MINUTE, 2 * HOUR, {"R25.food"}),
        (Route.IV, 7 * HOUR, 2 * HOUR - MINUTE, {"R25.fluid"}),
        (Route.IM, 6 * HOUR - MINUTE, 2 * HOUR, {"R25.food"}),
        (Route.NASAL, 2 * HOUR, 30 * MINUTE, set()),
        (Route.NASAL, 2 * HOUR - MINUTE, 30 * MINUTE, {"R25.food"}),
        (Route.NASAL, 2 * HOUR, 29 * MINUTE, {"R25.fluid"}),
        (Route.IV, -HOUR, 2 * HOUR, {"R25.food"}),
    ],
)
def test_r25_holds_until_long_enough_after_food_and_fluid(
    route: Route, food: timedelta, fluid: timedelta, open_: set[str]
) -> None:
    story = before_dose(knowledge(route), **answer(fasting(food, fluid)))
    assert story.now == NOW
    assert open_at_start(story) == open_
    for rule in open_:
        assert override(story, rule, NURSE) == {rule}
        assert override(story, rule, PRESCRIBER) == set()
        assert open_at_start(story) == set()


def test_r25_holds_when_not_asked() -> None:
    story = before_dose(answers={ci.FastingAnswered: None})
    assert open_at_start(story) == {"R25"}
    assert override(story, "R25") == {"R25"}


def test_r26_takes_an_adult_a_ward_or_a_prescribers_reason() -> None:
    story = before_dose(answers={ci.ResponsibleAdultNamed: None})
    assert open_at_start(story) == {"R26"}
    assert override(story, "R26", NURSE) == {"R26"}
    assert override(story, "R26", PRESCRIBER, reason=" ") == {"REASON"}
    assert override(story, "R26", PRESCRIBER) == set()
    assert open_at_start(story) == set()
    ward = ci.WardHandoverNamed(ward="4 B", receiving_nurse="nurse-9")
    story = before_dose(answers={ci.ResponsibleAdultNamed: None, ci.WardHandoverNamed: ward})
    assert open_at_start(story) == set()


@pytest.mark.parametrize(
    ("route", "fact", "open_"),
    [
        (Route.IV, ci.SafetyStaffConfirmed(prescriber="", acls="nurse-1"), set()),
        (Route.IV, ci.SafetyStaffConfirmed(prescriber="p", acls=" "), {"R30.acls"}),
        (Route.NASAL, ci.SafetyStaffConfirmed(prescriber=" ", acls="nurse-1"), {"R30"}),
        (Route.NASAL, ci.SafetyStaffConfirmed(prescriber="p", acls="nurse-1"), set()),
        (Route.NASAL, None, {"R30", "R30.acls"}),
    ],
)
def test_r30_holds_without_acls_and_for_esketamine_without_a_prescriber_on_site(
    route: Route, fact: object, open_: set[str]
) -> None:
    story = before_dose(knowledge(route), answers={ci.SafetyStaffConfirmed: fact})
    assert open_at_start(story) == open_
    for rule in open_:
        assert override(story, rule) == {rule}


def test_a_nurse_has_the_patient_and_a_hand_free() -> None:
    assert open_at_start(before_dose(nurse=None)) == {"NURSE"}
    story = before_dose(
        knowledge(
            tended_by_nurse={"nurse-1": (Tended(route=Route.IV, began_at=START, dosing=True),)}
        )
    )
    assert open_at_start(story) == {"CAPACITY"}
    assert override(story, "CAPACITY", NURSE) == {"CAPACITY"}
    assert override(story, "CAPACITY", PRESCRIBER) == set()
    assert open_at_start(story) == set()
    story.must(c.AcceptPatient(), SECOND)
    assert start(story, NURSE) == {"NURSE"}, "only the assigned nurse starts"
    assert start(story, SECOND) == set()


@pytest.mark.parametrize(
    ("route", "others", "open_"),
    [
        (Route.NASAL, [(Route.NASAL, 90, False)] * 2, set()),
        (Route.NASAL, [(Route.NASAL, 90, False)] * 3, {"CAPACITY"}),
        (Route.NASAL, [(Route.NASAL, 40, False)], set()),
        (Route.NASAL, [(Route.NASAL, 39, False)], {"CAPACITY"}),
        (Route.NASAL, [(Route.IV, 5, True)], {"CAPACITY"}),
        (Route.IV, [(Route.NASAL, 39, False)], {"CAPACITY"}),
        (Route.IV, [(Route.NASAL, 90, False)] * 3, set()),
        (Route.IV, [(Route.IV, 70, False)], set()),
    ],
)
def test_a_nurse_has_one_dosed_patient_or_several_after_forty_minutes_of_sprays(
    route: Route, others: list[tuple[Route, int, bool]], open_: set[str]
) -> None:
    """Clinical rules 5.4: one to one during IV and IM; 1:3 to 4 after the first 40 minutes."""
    now = before_dose(knowledge(route)).now
    tended = tuple(
        Tended(route=one, began_at=now - timedelta(minutes=ago), dosing=dosing)
        for one, ago, dosing in others
    )
    story = before_dose(knowledge(route, tended_by_nurse={"nurse-1": tended}))
    assert story.now == now
    assert open_at_start(story) == open_


def test_a_clinics_own_ratio_is_the_one_that_counts() -> None:
    know = knowledge(
        tended_by_nurse={"nurse-1": (Tended(route=Route.IV, began_at=START, dosing=True),)}
    )
    more = know.protocol.with_changes(know.protocol.version, {"staff.patients_per_nurse": D(2)})
    assert open_at_start(before_dose(know)) == {"CAPACITY"}
    assert open_at_start(before_dose(replace(know, protocol=more))) == set()


def test_a_baseline_is_whole_of_this_visit_and_younger_than_fifteen_minutes() -> None:
    story = before_dose(sets=((13, readings()),))
    assert open_at_start(story) == set()
    assert open_at_start(story.wait(1)) == {"BASELINE"}, "fifteen minutes old"
    partial = mo.SetCharted(readings=tuple(r for r in readings().readings if r.parameter != "spo2"))
    story = before_dose(sets=((0, partial),))
    assert "SpO2" in finding(story, "BASELINE").reason
    assert open_at_start(before_dose(sets=())) == {"BASELINE"}
    story = before_dose(answers={ci.BaselineAssessed: None})
    assert open_at_start(story) == {"BASELINE.state"}
    assert override(story, "BASELINE.state") != set()


def test_nothing_is_started_in_an_emergency() -> None:
    story = before_dose().record(mo.EmergencyDeclared())
    assert start(story) == {"EMERGENCY"}
    story.record(mo.EmergencyEnded(outcome="a faint"))
    assert start(story) == set()


# ── signs ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sbp", "dbp", "open_"),
    [
        (140, 90, set()),
        (141, 90, {"R27"}),
        (140, 91, {"R27"}),
        (159, 99, {"R27"}),
        (160, 99, {"R27.repeat"}),
        (159, 100, {"R27.repeat"}),
        (179, 109, {"R27.repeat"}),
        (180, 109, {"R27.refuse"}),
        (179, 110, {"R27.refuse"}),
        (90, 60, set()),
        (89, 60, {"R27.sbp_low.repeat"}),
    ],
)
def test_r27_judges_the_last_pressure_in_three_steps(sbp: int, dbp: int, open_: set[str]) -> None:
    story = before_dose(sets=((0, readings(sbp=sbp, dbp=dbp)),))
    assert open_at_start(story) == open_
    if "R27" in open_:
        assert acknowledge(story, "R27") == set()
        assert open_at_start(story) == set()
    else:
        for rule in open_:
            assert override(story, rule) == {rule}, "not before it is repeated, or never"


@pytest.mark.parametrize(
    ("words", "sets", "open_"),
    [
        ("repeated after 5 min", ((5, (165, 95)), (0, (162, 94))), {"R27"}),
        ("repeated after 4 min", ((4, (165, 95)), (0, (162, 94))), {"R27.repeat"}),
        ("a normal one before is no repeat", ((9, (120, 70)), (0, (165, 95))), {"R27.repeat"}),
        ("three in six minutes", ((3, (165, 95)), (3, (166, 95)), (0, (167, 95))), {"R27"}),
        ("fallen on repeat", ((5, (165, 95)), (0, (138, 88))), set()),
        ("risen to refusal", ((5, (165, 95)), (0, (184, 95))), {"R27.refuse"}),
        ("first refused, then high", ((5, (184, 112)), (0, (165, 95))), {"R27"}),
    ],
)
def test_r27_asks_for_a_repeat_of_the_high_reading_before_anybody_decides(
    words: str, sets: tuple[tuple[float, tuple[int, int]], ...], open_: set[str]
) -> None:
    story = before_dose(sets=tuple((w, readings(sbp=s, dbp=d)) for w, (s, d) in sets))
    assert open_at_start(story) == open_, words
    if open_ == {"R27"}:
        assert override(story, "R27", NURSE) == {"R27"}
        assert override(story, "R27", PRESCRIBER) == set()
        assert open_at_start(story) == set()
        story.record(readings(sbp=170, dbp=96))
        assert open_at_start(story) == {"R27"}, "another pressure, another decision"


def test_r27_an_artefact_in_one_pressure_does_not_hide_the_other() -> None:
    story = before_dose(sets=((1, readings()), (0, readings(sbp=190, dbp=30))))
    last = story.state.last(mo.SetCharted)
    assert last is not None
    story.record(mo.ReadingMarkedArtefact(set=last.id, parameter=Parameter.DBP, reason="cuff"))
    assert "R27.refuse" in open_at_start(story)


@pytest.mark.parametrize(
    ("sign_", "fine", "beyond", "rule"),
    [
        ("spo2", 94, 93, "R27.spo2_low"),
        ("hr", 50, 49, "R27.hr_low"),
        ("hr", 110, 111, "R27.hr_high"),
        ("sbp", 90, 89, "R27.sbp_low"),
    ],
)
def test_r27_other_signs_are_repeated_and_then_a_prescriber_decides(
    sign_: str, fine: int, beyond: int, rule: str
) -> None:
    assert open_at_start(before_dose(sets=((0, readings(**{sign_: fine})),))) == set()
    story = before_dose(sets=((0, readings(**{sign_: beyond})),))
    assert open_at_start(story) == {f"{rule}.repeat"}
    assert override(story, f"{rule}.repeat") == {f"{rule}.repeat"}
    story.record(readings(**{sign_: beyond}), late=0.51)
    assert open_at_start(story) == {f"{rule}.repeat"}, "the same measurement again"
    story.record(readings(**{sign_: beyond}), late=0.5)
    assert open_at_start(story) == {rule}
    assert override(story, rule, PRESCRIBER) == set()
    assert open_at_start(story) == set()
    story.record(readings(**{sign_: fine}))
    assert open_at_start(story) == set()


# ── risk ─────────────────────────────────────────────────────────────────────────────────────


def screen(*answers: bool | None) -> ci.SuicideRiskScreened:
    return ci.SuicideRiskScreened(answers=answers)


Y, N = True, False
HIGH = screen(Y, Y, N, Y, N, N)
NOTHING = screen(N, N, None, None, None, N)
SEEN = ci.RiskDispositionSigned(disposition="talked", safety_plan=True)


@pytest.mark.parametrize(
    ("words", "fact", "open_"),
    [
        ("not asked", None, {"R34"}),
        ("nothing", NOTHING, set()),
        ("low", screen(Y, N, None, None, None, N), set()),
        ("moderate", screen(Y, Y, Y, N, N, N), set()),
        ("intent", HIGH, {"R34.disposition"}),
        ("plan", screen(Y, Y, N, N, Y, N), {"R34.disposition"}),
        ("behaviour", screen(N, N, None, None, None, Y), {"R34.disposition"}),
        ("items missing", screen(Y, Y, None, None, None, N), {"R34"}),
        ("five answers", screen(N, N, None, None, None), {"R34"}),
    ],
)
def test_r34_is_screened_before_each_start(words: str, fact: object, open_: set[str]) -> None:
    story = before_dose(answers={ci.SuicideRiskScreened: fact})
    assert open_at_start(story) == open_, words


def test_r34_a_high_screen_waits_for_one_line_of_a_prescriber() -> None:
    story = before_dose(**answer(HIGH))
    story.record(SEEN, NURSE)
    assert open_at_start(story) == {"R34.disposition"}, "a nurse's line does not count"
    story.record(NOTHING)
    assert open_at_start(story) == {"R34.disposition"}, "a later no hides no earlier yes (H32)"
    story.record(SEEN, PRESCRIBER)
    assert open_at_start(story) == set()
    story.record(HIGH)
    assert open_at_start(story) == {"R34.disposition"}, "a new positive waits again"


@pytest.mark.parametrize(
    ("scale", "fine", "warns"), [("PHQ-9", 0, 1), ("QIDS", 1, 2), ("MADRS", 3, 4), ("other", 0, 1)]
)
def test_r35_warns_of_a_suicide_item_without_a_screen_that_day(
    scale: str, fine: int, warns: int
) -> None:
    story = before_dose(answers={ci.SuicideRiskScreened: None})
    story.record(ci.RiskItemAnswered(scale=scale, answer=fine))
    assert open_at_start(story) == {"R34"}
    story.record(ci.RiskItemAnswered(scale=scale, answer=warns))
    assert open_at_start(story) == {"R34", "R35"}
    story.record(NOTHING)
    assert open_at_start(story) == set()


# ── all of them ──────────────────────────────────────────────────────────────────────────────


def test_r39_answers_from_before_the_arrival_or_of_another_arrival_count_for_nothing() -> None:
    story = before_dose()
    assert open_at_start(story) == set()
    story.wait(1).record(ci.PatientArrived())
    asked_anew = {
        "R01.identity", "R01.allergies", "R01.medicines", "R05", "R06", "R34", "R16", "R20.entry",
        "R20.check", "BASELINE", "BASELINE.state", "R25", "R26", "R30.acls",
    }  # fmt: skip
    assert open_at_start(story) == asked_anew


def test_every_hold_and_warning_of_an_empty_visit_says_why_from_where_and_what_next() -> None:
    for route in Route:
        know = Knowledge(
            patient=PatientState(),
            protocol=knowledge(route).protocol,
            signed=False,
            zone=cast.ZONE,
            tended_by_nurse={},
        )
        story = cast.booked(know).record(ci.PatientArrived())
        found = gates.findings(gates.START, story.case())
        assert len({one.rule for one in found}) > 15
        for one in found:
            says_why(one)


def test_r51_an_override_keeps_who_in_which_role_why_the_rule_and_what_was_seen() -> None:
    story = before_dose(answers={ci.ResponsibleAdultNamed: None})
    story.record(fasting(HOUR, 3 * HOUR))
    assert override(story, "R25.food", PRESCRIBER, "juice only") == set()
    kept = story.state.last(ci.GateOverridden)
    assert kept is not None
    assert (kept.by, kept.role, kept.fact.rule) == (PRESCRIBER.id, "prescriber", "R25.food")
    assert kept.fact.reason == "juice only"
    assert kept.fact.seen == {"last": (NOW - HOUR).isoformat(timespec="minutes")}
    assert override(story, "R25.food", COORDINATOR) == {"R25.food"}
    assert override(story, "R99") == {"OVERRIDE"}


def test_an_override_of_another_gate_cannot_be_given_before_its_time() -> None:
    story = before_dose()
    for rule in ("R33.assessed", "R33.escort", "R32.running", "R52.lot-and-expiry"):
        assert override(story, rule) == {"OVERRIDE"}
    assert isinstance(finding(before_dose(nurse=None), "NURSE"), Refusal)


# ── what was said of another patient, or too late ────────────────────────────────────────────


def test_h4_a_weighing_written_down_late_confirms_no_other() -> None:
    story = before_dose(answers={ci.WeightMeasured: weighed("70")})
    story.wait(2).record(weighed("154"))
    assert "H4" in open_at_start(story)
    story.record(weighed("70"), late=1)
    assert "H4" in open_at_start(story), "the last on the scale is still 154"
    assert "before_kg" in finding(story, "H4").seen


def test_r39_what_was_set_aside_for_another_patient_is_not_for_this_one() -> None:
    """Overrides, acknowledgements and readings are the patient's, like the answers."""
    story = before_dose(
        answers={ci.ResponsibleAdultNamed: None, **answer(medicine("diazepam"))["answers"]}
    )
    assert override(story, "R26") == set()
    assert acknowledge(story, "R11") == set()
    assert open_at_start(story) == set()
    story.record(ci.WrongPatientChosen(patient=UUID(int=77), reason="two of a name"))
    story.know = knowledge(last_weight_kg=None)
    story.wait(1)
    for fact in cast.check_in_facts(story.now):
        if not isinstance(fact, (ci.ResponsibleAdultNamed, ci.MedicationsReviewed)):
            story.record(fact)
    story.record(medicine("diazepam"))
    command = c.SignOrder(
        request=cast.request(id=UUID(int=5)),
        signature=cast.signature(PRESCRIBER, story.now),
        acknowledged=("H4",),
        reason="one scale",
    )
    assert held_rules(story.do(command, PRESCRIBER)) == set()
    cast.prepared(story, NURSE, ci.PreparationEntered)
    cast.prepared(story, SECOND, ci.PreparationChecked)
    assert open_at_start(story) == {"R26", "R11", "BASELINE"}


def test_r29_what_would_stop_a_dose_starts_none_until_a_prescriber_has_looked() -> None:
    story = before_dose().record(mo.EventMarked(event="chest-pain"))
    rule = "R29.event.chest-pain"
    assert open_at_start(story) == {rule}
    assert override(story, rule, NURSE) == {rule}
    assert override(story, rule, PRESCRIBER) == set()
    assert open_at_start(story) == set()
    story.record(mo.EventMarked(event="chest-pain"))
    assert open_at_start(story) == {rule}, "again is another one"
    assert open_at_start(before_dose().record(mo.EventMarked(event="nausea"))) == set()


def test_r01_premedication_is_of_the_protocol_and_none_that_the_patient_may_not_have() -> None:
    story = cast.arrived()
    story.record(
        ci.AllergiesConfirmed(allergies=(Allergy(substance="ondansetron", reaction="rash"),))
    )

    def order(*keys: str) -> set[str]:
        command = c.SignOrder(
            request=cast.request(premedication=keys),
            signature=cast.signature(PRESCRIBER, story.now),
        )
        return held_rules(story.do(command, PRESCRIBER))

    assert order("ondansetron-iv") == {"R01.premedication"}
    assert order("ondansetron") == {"ORDER.premedication"}
    assert order("clonidine-po") == set()


def test_an_order_is_for_the_product_of_its_protocol() -> None:
    story = cast.arrived()
    command = c.SignOrder(
        request=cast.request(product=Product.ESKETAMINE),
        signature=cast.signature(PRESCRIBER, story.now),
    )
    assert held_rules(story.do(command, PRESCRIBER)) == {"ORDER.protocol"}
