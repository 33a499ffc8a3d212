"""The record and the handover sheet say what the facts say; read back from the PDF's own text."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from pypdf import PdfReader

from morrow.care.patient import (
    ConsentAttested,
    ConsentWithdrawn,
    EligibilityAttested,
    PatientState,
    fold,
)
from morrow.care.visit import commands as c
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring
from morrow.care.visit.facts.monitoring import (
    EmergencyDeclared,
    EmergencyStep,
    EmergencyStepTaken,
    EventMarked,
    ReadingCorrected,
    ReadingMarkedArtefact,
)
from morrow.care.visit.values import Answer, Parameter, Product, Reading, Route
from morrow.care.visit.view import visit_view
from morrow.clinic.documents import handover_pdf, record_pdf
from morrow.clinic.documents.curves import curves
from morrow.clinic.documents.wording import Wording
from morrow.quantities import Mg, Ml
from tests.care.visit import cast as tale

WORDS: Final[dict[str, Any]] = {
    "clinic": "Synthetic Clinic",
    "zone": "America/New_York",
    "people": {
        "nurse-1": "Nurse One (synthetic)",
        "nurse-2": "Nurse Two (synthetic)",
        "prescriber-1": "Dr Three (synthetic)",
        "coordinator-1": "Desk Four (synthetic)",
    },
    "printed_by": "Nurse One (synthetic)",
}


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def printed(story: tale.Story) -> str:
    return text_of(record_pdf(visit_view(story.case()), at=story.now, **WORDS))


def drawn(view: dict[str, Any]) -> dict[str, Any]:
    found = curves(view, Wording(view, zone=WORDS["zone"], people=WORDS["people"]))
    assert found is not None
    return found


def infused() -> tale.Story:
    """A pause of five minutes, and a pressure that was misread."""
    story = tale.started().wait(10).record(tale.readings(131, 82))
    story.must(c.PauseInfusion(reason="toilet")).wait(5)
    story.record(
        ReadingCorrected(
            set=story.facts[-2].id,
            parameter=Parameter.SBP,
            value=Decimal(129),
            reason="misread",
        )
    )
    story.must(c.ResumeInfusion(reason="back")).wait(10).record(tale.readings())
    story.wait(10).record(tale.readings())
    return story.wait(10).must(c.CompleteInfusion())


def test_the_record_says_who_what_how_much_and_when() -> None:
    """By hand: 0.5 mg/kg x 70 kg = 35 mg; 14:52 UTC on 10 March 2026 is 10:52 in New York."""
    story = infused()
    text = text_of(record_pdf(visit_view(story.case()), at=story.now, **WORDS))
    for said in (
        "Testa Synthetic",
        "born 1980-05-17",
        "SYN-0001",
        "0.5 mg/kg on 70 kg (actual weight)",
        "35 mg",
        "0.7 mL of 50 mg/mL",
        "Visit record, 2026-03-10",
        "10:52 to 11:37",
        "SYN-LOT-1",
        "The record is not signed.",
        "Nurse One (synthetic)",
    ):
        assert said in text, said


def test_a_corrected_value_keeps_what_it_was() -> None:
    story = infused()
    assert "129 (was 131)" in text_of(record_pdf(visit_view(story.case()), at=story.now, **WORDS))


def test_the_record_is_tagged_for_screen_readers() -> None:
    story = infused()
    reader = PdfReader(io.BytesIO(record_pdf(visit_view(story.case()), at=story.now, **WORDS)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean)


@pytest.mark.parametrize("note", ['#panic("x")', "*bold* $x$ \\ [", "注射 ✓ Ωλ"])
def test_what_was_typed_is_printed_and_never_executed(note: str) -> None:
    story = infused().record(EventMarked(event="nausea", note=note))
    text = text_of(record_pdf(visit_view(story.case()), at=story.now, **WORDS))
    assert "Nausea" in text
    assert note in text or not note.isascii()


def test_the_handover_sheet_prints_from_every_moment_of_a_visit() -> None:
    stories = [tale.booked(), tale.arrived(), tale.started(), infused()]
    for story in stories:
        story.record(EmergencyDeclared()).record(EmergencyStepTaken(step=EmergencyStep.CALL))
        text = text_of(handover_pdf(visit_view(story.case()), at=story.now, **WORDS))
        assert "Emergency since" in text
        assert "Call" in text


def test_the_handover_sheet_prints_for_a_visit_that_nobody_knows() -> None:
    story = tale.Story(know=tale.knowledge(patient=PatientState()))
    text = text_of(handover_pdf(visit_view(story.case()), at=story.now, **WORDS))
    assert "name not recorded" in text


def told() -> tale.Story:
    """An IV visit with a pause, a rescue drug, a late set and a correction; discharged and signed."""
    story = infused()
    story.wait(5).record(tale.readings(140, 86), late=6)
    story.record(
        monitoring.DrugGiven(
            drug="ondansetron-iv", name="Ondansetron", dose=Decimal(4), unit="mg",
            route="IV", authority=monitoring.Authority.STANDING, reason="nausea",
            extends_observation=False,
        )
    )  # fmt: skip
    story.wait(60).record(tale.readings(124, 78, moaas=5))
    for fact in tale.recovery_facts():
        story.record(fact)
    story.must(c.Discharge(to="Adult Synthetic"))
    story.record(
        dosing.VialOpened(
            lot="SYN-LOT-1", expires_on=date(2027, 1, 31), content_mg=Mg(Decimal(500)),
            content_ml=Ml(Decimal(10)),
        )
    )  # fmt: skip
    story.record(dosing.LineResidualRecorded(volume_ml=Ml(Decimal(0))))
    wasted = dosing.DrugWasted(
        volume_ml=Ml(Decimal("9.3")), amount_mg=Mg(Decimal(465)), witness="nurse-2"
    )
    story.record(wasted)
    return story.must(c.SignVisit(signature=tale.signature(tale.NURSE, story.now)))


def test_the_record_has_everything_that_a_visit_record_must_have() -> None:
    """The list of rule R52; by hand 0.7 mL x 50 mg/mL = 35 mg, and 500 - 35 = 465 mg are left."""
    text = printed(told())
    for what, said in {
        "drug and product": "Product ketamine 50 mg/mL",
        "lot and expiry": "Lot SYN-LOT-1, expires 2027-01-31",
        "dose in mg and mg/kg": "Given 35 mg (0.5 mg/kg)",
        "weight basis": "0.5 mg/kg on 70 kg (actual weight)",
        "start and stop": "Infusion 10:52 to 11:37",
        "pauses": "Paused 11:02 to 11:07",
        "rates": "Rate 151 mL/h from 10:52",
        "vital signs": "129 (was 131)/82",
        "a late set, both times": "11:36 (written 11:42)",
        "scales at baseline": "CADSS-6 0",
        "scales in recovery": "CADSS-6 0; MOAA/S 5",
        "Aldrete": "Modified Aldrete 10 of 10, computed",
        "suicide risk": "C-SSRS since last contact",
        "thoughts of suicide before leaving": "new thoughts of suicide since arrival: no",
        "rescue drug": "Ondansetron 4 mg IV nausea (standing)",
        "drawn": "Drawn 0.7 mL (35 mg), Nurse One (synthetic)",
        "vial": "500 mg in 10 mL, lot SYN-LOT-1",
        "left in the line": "Left in line 0 mL",
        "wasted, with witness": "465 mg (9.3 mL) at 12:42, Nurse One (synthetic), witness Nurse Two",
        "second reading": "Second reading Nurse Two",
        "safety staff": "prescriber Dr Three (synthetic); ACLS Nurse One (synthetic)",
        "nurse": "nurse: Nurse One (synthetic)",
        "check-in": "Arrived 10:50",
        "escort": "Adult Synthetic (friend), 555-0100",
        "discharge, to whom": "Discharged 12:42 to Adult Synthetic",
        "order signed by": "Dr Three (synthetic), prescriber",
        "signed by": "Record signed Nurse One (synthetic), nurse",
        "protocol": "IV ketamine for depression, version 1",
    }.items():
        assert said in text, (what, text)


def test_the_decision_and_the_consent_behind_the_start_stand_in_the_record() -> None:
    story = tale.started()
    patient = story.know.patient
    [decided], consent = patient.all(EligibilityAttested), patient.all(ConsentAttested)[-1].fact
    text = printed(story)
    assert f"Decision to treat {decided.fact.document}, decided on" in text
    assert f"Consent {consent.document}, signed on" in text
    assert "off-label use acknowledged" in text
    bare = replace(story.case(), know=replace(story.know, patient=PatientState()))
    text = text_of(record_pdf(visit_view(bare), at=story.now, **WORDS))
    assert "Decision to treat none on record" in text
    assert "Consent none on record" in text


def test_a_consent_that_was_withdrawn_since_stands_in_the_record_of_then() -> None:
    story = tale.started()
    withdrawn = tale.envelope(ConsentWithdrawn(), 99, story.now + timedelta(days=30), tale.NURSE)
    patient = fold(story.know.patient, [withdrawn])
    case = replace(story.case(), know=replace(story.know, patient=patient))
    assert patient.consent(Product.KETAMINE, Route.IV) is None
    text = text_of(record_pdf(visit_view(case), at=story.now, **WORDS))
    assert "off-label use acknowledged" in text


def test_what_was_not_recorded_is_said_once() -> None:
    text = printed(tale.booked())
    assert "Nothing recorded under: alarms, drugs beside the treatment, recovery" in text
    assert "Not recorded: identity, allergies" in text


@pytest.mark.parametrize("sets", [0, 1, 2, 3, 40])
def test_a_record_prints_with_any_number_of_sets(sets: int) -> None:
    story = tale.started()
    for number in range(sets):
        story.wait(5).record(tale.readings(250 if number == 1 else 128, 20, hr=35))
    assert ("systolic and diastolic BP" in printed(story)) == (sets >= 2)  # with the baseline set


def test_sets_of_one_instant_are_not_drawn_and_artefacts_are_left_out() -> None:
    story = tale.booked().record(check_in.PatientArrived())
    for _ in range(3):
        story.record(tale.readings())
    assert "systolic and diastolic BP" not in printed(story)
    story.wait(10).record(tale.readings())
    artefact = ReadingMarkedArtefact(set=story.facts[-1].id, parameter=Parameter.SBP, reason="arm")
    assert len(drawn(visit_view(story.case()))["pressures"]) == 4
    assert len(drawn(visit_view(story.record(artefact).case()))["pressures"]) == 3


def test_the_drawing_places_values_by_time_and_height() -> None:
    """By hand: from 40 to 200 mm[Hg], 120 lies half-way; 10 of 20 minutes is half-way too."""
    story = tale.booked().record(check_in.PatientArrived())
    for sbp in (200, 120, 40):
        story.record(tale.readings(sbp, 40)).wait(10)
    view = visit_view(story.case())
    found = drawn(view)
    assert found["pressures"] == [[0, 0, 1], [0.5, 0.5, 1], [1, 1, 1]]
    assert found["levels"] == [[1, "40"], [0.75, "80"], [0.5, "120"], [0.25, "160"], [0, "200"]]


def test_an_ordinary_visit_is_two_pages() -> None:
    pdf = record_pdf(visit_view(told().case()), at=told().now, **WORDS)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2


def test_no_id_is_printed_where_a_name_is_known() -> None:
    text = printed(told())
    assert [who for who in WORDS["people"] if who in text] == []


def test_an_injection_and_sprays_print_site_and_lots() -> None:
    injected = printed(tale.started(tale.knowledge(Route.IM)))
    assert "left deltoid" in injected
    sprays = printed(tale.ended(tale.knowledge(Route.NASAL)))
    assert "Device 1 10:52, lot SYN-DEVICE-1" in sprays
    assert "Device 2 10:57, lot SYN-DEVICE-2" in sprays
    assert "2 of 28 mg" in sprays


SAID: Final = (
    check_in.PatientDeclined(what="mask", words="said-declined"),
    check_in.RiskDispositionSigned(disposition="said-disposition", safety_plan=True),
    monitoring.NoteWritten(text="said-note"),
    monitoring.EventMarked(event="nausea", note="said-event"),
    monitoring.AdverseEventRecorded(
        event="said-adverse", severity="mild", serious=False, action="said-action",
        outcome="said-outcome", report="said-report",
    ),
    monitoring.PrescriberNotified(
        prescriber="prescriber-1", about="said-about", answer="said-answer"
    ),
    monitoring.SetCharted(
        readings=(
            Reading(parameter=Parameter.HR, value=Decimal(70), comment="said-reading"),
            Reading(parameter=Parameter.TEMPERATURE, value=Decimal("36.6")),
        ),
        comment="said-set",
    ),
    monitoring.EmergencyDeclared(note="said-declared"),
    monitoring.EmergencyStepTaken(step=EmergencyStep.AIRWAY, note="said-step"),
    monitoring.EmergencyEnded(outcome="said-over"),
    dosing.InfusionPaused(reason="said-paused"),
    dosing.InfusionFoundRunning(note="said-running"),
    dosing.DoseFoundGiven(route=Route.IM, note="said-given"),
    dosing.ResumeCleared(reason="said-cleared"),
    dosing.InfusionStopped(reason="said-stopped"),
    leaving.FlagResolved(flag="x", resolution="said-resolved"),
    leaving.NewSuicidalThoughtsAsked(answer=Answer.YES, words="said-thoughts"),
    leaving.CannulaRemoved(site="said-site"),
    leaving.AdviceGiven(document="said-advice", to_adult=True),
    leaving.LeftBeforeDischarge(circumstances="said-left", told="said-told"),
    leaving.PatientTransferred(to="said-hospital", reason="said-reason"),
)  # fmt: skip


def test_nothing_that_was_said_at_the_chair_is_left_out() -> None:
    story = tale.started()
    for fact in SAID:
        story.wait(1).record(fact)
    text = printed(story)
    words = set(re.findall(r"said-\w+", repr(SAID)))
    assert len(words) > len(SAID)
    assert sorted(word for word in words if word not in text) == []
    assert "36.6" in text


def test_an_alarm_keeps_who_saw_it_and_what_was_done() -> None:
    story = tale.started().wait(5).record(tale.readings(185, 112)).wait(2)
    [alarm, *_] = visit_view(story.case())["alarms"]
    story.record(monitoring.AlarmSeen(key=alarm["key"], done="lying down"))
    text = printed(story)
    assert "Systolic BP 185" in text
    assert "10:59 Nurse One (synthetic): lying down" in text
