"""The sample journal of version 1 facts: how it was made, and what it folds to.

`python -m tests.care.visit.journal_v1` wrote `tests/journals/v1.jsonl`.  The file is kept as it
is: when a fact gets a new version, a new sample is added and this one must still fold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from morrow.care import patient as pt
from morrow.care.recorded import Recorded
from morrow.care.visit import commands as c
from morrow.care.visit import flags
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.values import Answer, Parameter, Phase, Product, Route
from morrow.exchange import lines
from morrow.quantities import Mg, MgPerKg, Ml, MlPerH
from tests.care.visit import cast
from tests.care.visit.cast import (
    COORDINATOR,
    DIRECTOR,
    NURSE,
    ORDER,
    PATIENT,
    PRESCRIBER,
    SECOND,
    SECOND_PRESCRIBER,
    START,
    Story,
    knowledge,
    readings,
    signature,
)

JOURNAL: Final = Path(__file__).resolve().parents[2] / "journals" / "v1.jsonl"
PUMP: Final = JOURNAL.with_name("v1-pump.jsonl")
D = Decimal


@dataclass(frozen=True)
class Folded:
    """What a stream came to: flags are (raised, unresolved)."""

    version: int
    phase: Phase | None = None
    flags: tuple[int, int] = (0, 0)
    given_mg: str | None = None


def stream(name: str) -> str:
    return f"visit:{uuid5(cast.NAMESPACE, name)}"


# ── the visits ───────────────────────────────────────────────────────────────────────────────


def eventful() -> Story:
    """An infusion with nearly everything that can happen in one, signed in the end."""
    story = cast.booked()
    story.must(c.MoveVisit(starts_at=START + timedelta(minutes=70), reason="chair"), COORDINATOR)
    story.record(ci.PatientArrived()).record(ci.ChairTaken(chair=UUID(int=3))).wait(1)
    for fact in cast.check_in_facts(story.now):
        story.record(fact)
    story.record(ci.RiskItemAnswered(scale="PHQ-9", answer=1))
    story.record(ci.SuicideRiskScreened(answers=(True, True, True, True, False, False)))
    story.record(ci.RiskDispositionSigned(disposition="seen", safety_plan=True), PRESCRIBER)
    story.record(
        ci.ComfortNoted(
            music="quiet", light="dim", eye_mask=True, touch="hand", helps="talk", fetch="adult"
        )
    )
    story.record(ci.PatientDeclined(what="the eye mask", words="too hot"))
    story.record(ci.WardHandoverNamed(ward="4 B", receiving_nurse="nurse-9"))
    _ordered(story)
    story.record(ds.VialOpened(
        lot="SYN-LOT-1", expires_on=date(2027, 1, 31), content_mg=Mg(D(500)), content_ml=Ml(D(10))
    ))  # fmt: skip
    cast.prepared(story, NURSE, ci.PreparationEntered)
    cast.prepared(story, SECOND, ci.PreparationChecked)
    story.must(c.AcceptPatient()).record(ci.NurseHandoverOffered(nurse="nurse-2"))
    story.record(readings(sbp=146)).wait(1)
    story.must(c.AcknowledgeWarning(rule="R27", reason="white coat"))
    story.record(ci.FastingAnswered(
        last_food_at=story.now - timedelta(hours=3), last_fluid_at=story.now - timedelta(hours=3)
    ))  # fmt: skip
    story.must(c.OverrideGate(rule="R25.food", reason="a biscuit"), PRESCRIBER)
    story.must(c.StartInfusion(order=ORDER))
    return _watched(story)


def _ordered(story: Story) -> None:
    """Signed, thought better of, and signed anew over 1 mg/kg with a second signature."""
    first = UUID(int=0xA)
    story.must(
        c.SignOrder(request=cast.request(id=first), signature=signature(PRESCRIBER, story.now)),
        PRESCRIBER,
    )
    story.must(c.RevokeOrder(order=first, reason="too little"), PRESCRIBER)
    strong = cast.request(dose_mg_per_kg=MgPerKg(D("1.1")), premedication=("clonidine-po",))
    story.must(
        c.SignOrder(
            request=strong,
            signature=signature(PRESCRIBER, story.now),
            acknowledged=("R18",),
            reason="titration",
        ),
        PRESCRIBER,
    )
    story.must(
        c.CosignOrder(order=ORDER, signature=signature(SECOND_PRESCRIBER, story.now)),
        SECOND_PRESCRIBER,
    )


def _watched(story: Story) -> Story:
    story.wait(10).record(readings(sbp=204))
    charted = story.state.last(mo.SetCharted)
    assert charted is not None
    story.must(c.PauseInfusion(reason="BP")).record(mo.AlarmSeen(key="sbp.high", done="paused"))
    story.record(mo.PrescriberNotified(prescriber="p-1", about="BP 204", answer="wait"))
    story.record(
        mo.ReadingCorrected(set=charted.id, parameter=Parameter.HR, value=D(70), reason="slip")
    )
    story.record(mo.ReadingMarkedArtefact(set=charted.id, parameter=Parameter.RR, reason="talking"))
    story.wait(5).record(readings(sbp=150))
    story.record(ds.ResumeCleared(reason="settled"), PRESCRIBER)
    story.must(c.ResumeInfusion(reason="settled", rate_ml_per_h=MlPerH(D(80))))
    story.must(c.ChangeRate(rate_ml_per_h=MlPerH(D(60)), reason="drowsy"))
    story.record(mo.EventMarked(event="nausea")).record(mo.NoteWritten(text="music helps"))
    story.record(_drug()).wait(1)
    given = story.state.last(mo.DrugGiven)
    assert given is not None
    story.record(mo.DrugCosigned(given=given.id), PRESCRIBER)
    story.record(mo.EmergencyDeclared(note="pale"))
    story.record(mo.EmergencyStepTaken(step=mo.EmergencyStep.CALL))
    story.record(mo.EmergencyEnded(outcome="a faint"))
    story.record(mo.EmergencyEnded(outcome="ended twice: flagged, and resolved later"))
    story.record(mo.AdverseEventRecorded(
        event="presyncope", severity="mild", serious=False, action="laid down", outcome="well"
    ))  # fmt: skip
    story.wait(20).must(c.StopDosing(reason="asks", given_ml=Ml(D("50.77"))))
    story.record(ds.LineResidualRecorded(volume_ml=Ml(D(0))))
    story.record(ds.DrugWasted(volume_ml=Ml(D("50.77")), amount_mg=Mg(D("38.5")), witness="n-2"))
    return _left(story)


def _drug() -> mo.DrugGiven:
    return mo.DrugGiven(
        drug="ondansetron-iv",
        name="Ondansetron",
        dose=D(4),
        unit="mg",
        route="IV",
        authority=mo.Authority.VERBAL,
        reason="nausea",
        extends_observation=False,
    )


def _left(story: Story) -> Story:
    story.wait(70).record(readings(sbp=140, moaas=5))
    for fact in cast.recovery_facts():
        story.record(fact)
    story.record(lv.NewSuicidalThoughtsAsked(answer=Answer.NO))
    story.must(c.Discharge(to="Adult Synthetic"))
    story.record(lv.OpeningExplained(opening=UUID(int=5), reason="covering"), SECOND)
    for flag in flags.unresolved(story.state):
        story.record(lv.FlagResolved(flag=flag.key, resolution="as entered"))
    story.must(c.SignVisit(signature=signature(NURSE, story.now)))
    return story.must(c.AddAddendum(text="called next day", signature=signature(NURSE, story.now)))


def found_running() -> Story:
    """A pump found running in another patient's visit, a paper entry, and a walk out."""
    story = cast.booked().record(ci.PatientArrived())
    story.record(ci.WrongPatientChosen(patient=UUID(int=9), reason="names alike"))
    story.record(ds.InfusionFoundRunning(rate_ml_per_h=MlPerH(D(90)), note="pump on")).wait(3)
    story.record(ds.DoseFoundGiven(route=Route.IM, given_mg=Mg(D(20)), note="paper"))
    breach = story.state.flags[1]
    story.record(ds.BreachReviewed(breach=breach.fact, finding="restarted"), DIRECTOR)
    return story.record(lv.LeftBeforeDischarge(circumstances="walked out", told="call us"))


def sprays() -> Story:
    story = cast.started(knowledge(Route.NASAL)).wait(2)
    story.must(c.StopDosing(reason="asks"))
    return story.record(lv.PatientTransferred(to="hospital", reason="chest pain"))


def unmade(command: object) -> Story:
    story = cast.booked()
    if isinstance(command, c.MarkNotDone):
        story.record(ci.PatientArrived())
    return story.must(command, COORDINATOR)


VISITS: Final[dict[str, Callable[[], Story]]] = {
    "eventful": eventful,
    "found": found_running,
    "sprays": sprays,
    "injection": lambda: cast.ended(knowledge(Route.IM)),
    "infusion": cast.signed,
    "cancelled": lambda: unmade(c.CancelVisit(reason="ill", by_patient=True)),
    "no-show": lambda: unmade(c.MarkNoShow(reason="no call")),
    "not done": lambda: unmade(c.MarkNotDone(reason="fever")),
}

STREAMS: Final = {
    f"patient:{PATIENT}": Folded(7),
    stream("eventful"): Folded(71, Phase.SIGNED, (1, 0), "77/2"),
    stream("found"): Folded(7, Phase.LEFT, (4, 3)),
    stream("sprays"): Folded(22, Phase.TRANSFERRED, (0, 0), "28"),
    stream("injection"): Folded(23, Phase.RECOVERY, (0, 0), "35"),
    stream("infusion"): Folded(32, Phase.SIGNED, (0, 0), "35"),
    stream("cancelled"): Folded(2, Phase.CANCELLED, (0, 0), "0"),
    stream("no-show"): Folded(2, Phase.NO_SHOW, (0, 0), "0"),
    stream("not done"): Folded(3, Phase.NOT_DONE, (0, 0), "0"),
}
"""By hand: 77 mg in 101.54 mL, stopped at 50.77 mL, is 38.5 mg."""


def patient_facts() -> Iterator[Recorded[Any]]:
    told = (
        pt.PatientRegistered(
            given_name="Testa", family_name="Syntetic", birth_date=date(1980, 5, 17),
            record_number="SYN-0001",
        ),
        pt.PatientCorrected(
            given_name="Testa", family_name="Synthetic", birth_date=date(1980, 5, 17),
            record_number="SYN-0001", phone="555-0101", reason="spelling",
        ),
        pt.PatientsMerged(other=UUID(int=8), reason="registered twice"),
        pt.EligibilityAttested(
            product=Product.KETAMINE, document="decision 1", decided_on=date(2026, 2, 1),
            contraindications=(),
        ),
        pt.ConsentAttested(
            product=Product.KETAMINE, route=Route.IV, document="consent 1",
            signed_on=date(2026, 2, 1), off_label_acknowledged=True,
        ),
        pt.ConsentWithdrawn(words="not now"),
        pt.LongTermReviewAttested(document="review 1", reviewed_on=date(2026, 2, 2), finding="-"),
    )  # fmt: skip
    for version, fact in enumerate(told, 1):
        recorded = cast.envelope(fact, version, START - timedelta(days=30), PRESCRIBER)
        yield replace(recorded, stream=f"patient:{PATIENT}")


def everything() -> Iterator[str]:
    """All lines of the sample, in the order of positions; no id is used twice."""
    told = [*patient_facts()]
    for name, tell in VISITS.items():
        told += [replace(one, stream=stream(name)) for one in tell().facts]
    new = {
        one.stream: {str(r.id): str(uuid5(r.id, r.stream)) for r in told if r.stream == one.stream}
        for one in told
    }
    for position, recorded in enumerate(told, 1):
        line = lines.write(replace(recorded, position=position))
        for old, fresh in new[recorded.stream].items():
            line = line.replace(old, fresh)
        yield line


def pump() -> Iterator[str]:
    """What came after the sample: a pump found running again after its pause."""
    told = cast.started().wait(20).record(ds.InfusionPaused(reason="toilet"), late=10)
    told.record(ds.PumpFoundChanged(rate_ml_per_h=MlPerH(D("151")), note="it ran again"))
    told.wait(20).must(c.StopDosing(reason="home"))
    for position, recorded in enumerate(told.facts, 1):
        yield lines.write(replace(recorded, position=position))


if __name__ == "__main__":
    JOURNAL.parent.mkdir(exist_ok=True)
    for path, made in ((JOURNAL, everything), (PUMP, pump)):
        if not path.exists():  # a sample that was made is kept as it is
            path.write_text("".join(f"{line}\n" for line in made()), "utf-8")
