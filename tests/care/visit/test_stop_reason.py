"""A stop waits for no word: its reason comes after it, and the log joins the two."""

from morrow.care.visit import commands as c
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.view import visit_view
from tests.care.visit import cast
from tests.care.visit.cast import Story, as_rate


def stops(story: Story) -> list[tuple[str, bool]]:
    turns = visit_view(story.case())["timeline"]
    kinds = {"InfusionStopped", "SpraysStopped"}
    return [(one["text"], one["asks_reason"]) for one in turns if one["kind"] in kinds]


def test_a_stop_without_a_reason_says_so_and_asks() -> None:
    story = cast.started().wait(12).must(c.StopDosing(reason=""))
    assert stops(story) == [("Stopped: reason not given yet", True)]


def test_a_reason_written_after_the_stop_stands_with_it() -> None:
    story = cast.started().wait(12).must(c.StopDosing(reason=""))
    story.record(mo.NoteWritten(text="asked for a blanket"))
    story.record(mo.NoteWritten(text="Reason for the stop: distress"))
    assert stops(story) == [("Stopped: distress", False)]


def test_a_reason_is_of_the_stop_before_it_alone() -> None:
    story = cast.started().wait(12).must(c.StopDosing(reason=""))
    story.record(ds.InfusionFoundRunning(rate_ml_per_h=as_rate("60"), note="on"))
    story.wait(1).must(c.StopDosing(reason=""))
    story.record(mo.NoteWritten(text="Reason for the stop: pump fault"))
    assert stops(story) == [("Stopped: reason not given yet", True), ("Stopped: pump fault", False)]


def test_a_stop_with_its_reason_asks_nothing() -> None:
    story = cast.started().wait(12).must(c.StopDosing(reason="BP"))
    assert stops(story) == [("Stopped: BP", False)]
