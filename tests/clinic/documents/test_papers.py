"""The record and the handover sheet say what the facts say; read back from the PDF's own text."""

import io

import pytest
from pypdf import PdfReader

from morrow.care.visit import commands as c
from morrow.care.visit.facts.monitoring import (
    EmergencyDeclared,
    EmergencyStep,
    EmergencyStepTaken,
    EventMarked,
    ReadingCorrected,
)
from morrow.care.visit.values import Parameter
from morrow.care.visit.view import visit_view
from morrow.clinic.documents import handover_pdf, record_pdf
from tests.care.visit import cast as tale

WORDS = {
    "clinic": "Synthetic Clinic",
    "zone": "America/New_York",
    "people": {"nurse-1": "Nurse One (synthetic)"},
    "printed_by": "Nurse One (synthetic)",
}


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def infused() -> tale.Story:
    story = tale.started().wait(10).record(tale.readings(131, 82))
    story.record(
        ReadingCorrected(
            set=story.facts[-1].id,
            parameter=Parameter.SBP,
            value=tale.Decimal(129),
            reason="misread",
        )
    )
    return story.wait(30).must(c.CompleteInfusion())


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
        "2026-03-10 10:52",
        "SYN-LOT-1",
        "Not signed.",
        "Nurse One (synthetic)",
    ):
        assert said in text, said


def test_a_corrected_value_keeps_what_it_was() -> None:
    story = infused()
    assert "129 (was 131)" in text_of(record_pdf(visit_view(story.case()), at=story.now, **WORDS))


def test_the_record_is_tagged_for_screen_readers() -> None:
    story = infused()
    catalog = PdfReader(io.BytesIO(record_pdf(visit_view(story.case()), at=story.now, **WORDS)))
    assert catalog.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean)


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
        assert "call" in text


def test_the_handover_sheet_prints_for_a_visit_that_nobody_knows() -> None:
    story = tale.Story(know=tale.knowledge(patient=tale.PatientState()))
    text = text_of(handover_pdf(visit_view(story.case()), at=story.now, **WORDS))
    assert "name not recorded" in text
