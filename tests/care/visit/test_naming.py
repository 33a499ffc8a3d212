"""What a hold says is in words and in the clinic's clock, whatever it compares."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit.decide import Held
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.naming import LABELS, listed, seen_words
from morrow.care.visit.values import Parameter, Route
from morrow.care.visit.view import visit_view
from morrow.quantities import Mg
from tests.care.visit import cast
from tests.care.visit.cast import ORDER, Story, knowledge, readings
from tests.care.visit.tables import before_dose

P = Parameter
OF_A_MACHINE = re.compile(r"\+00:00|UTC|\dT\d\d:|mm\[Hg\]|\{score\}|[a-z]_[a-z]")


def stories() -> Iterator[tuple[str, Story]]:
    """Visits whose holds name a time or a value."""
    asked, ate = cast.arrived(), cast.arrived().now
    yield "fasting", asked.record(ci.FastingAnswered(last_food_at=ate, last_fluid_at=ate))
    yield "old baseline", cast.ready().wait(40)
    yield "signs", before_dose(sets=((6, readings(spo2=90, hr=40)), (1, readings(spo2=90, hr=40))))
    yield "just ended", cast.ended()
    yield "unseen", cast.ended().wait(200)
    assessed = replace(cast.recovery_facts()[0], vomiting=True)  # type: ignore[type-var]
    yield "vomiting", cast.ended().wait(70).record(assessed)
    yield "alarm", cast.started().wait(12).record(readings(spo2=88))
    yield "late value", cast.started().wait(12).record(readings()).record(readings(spo2=85), late=5)


def said(story: Story) -> Iterator[str]:
    view = visit_view(story.case())
    for part in ("gates", "discharge", "signing"):
        for found in view[part]:
            yield from (found["reason"], found["remedy"], json.dumps(found["seen"]))
    yield from (alarm["text"] for alarm in view["alarms"])
    yield from view["recovery"]["missing"]


@pytest.mark.parametrize(("name", "story"), list(stories()), ids=[name for name, _ in stories()])
def test_no_hold_speaks_as_a_machine_does(name: str, story: Story) -> None:
    texts = list(said(story))
    assert texts, name
    assert not [text for text in texts if OF_A_MACHINE.search(text)]


def test_what_holds_a_command_speaks_in_the_clinics_clock_too() -> None:
    story = before_dose(knowledge(Route.NASAL), order={"spray_mg": Mg(Decimal(56))})
    story.must(c.GiveSpray(order=ORDER, lot="A1")).wait(2)
    held = story.do(c.GiveSpray(order=ORDER, lot="A2"))
    assert isinstance(held, Held)
    due = story.case().clock(story.now + timedelta(minutes=3))
    assert [found.remedy for found in held.findings if hasattr(found, "remedy")] == [
        f"wait until {due}"
    ]


def test_an_override_compares_instants_and_a_reader_sees_the_clinics_clock() -> None:
    """10 March 2026 in New York is summer time already: 15:00 UTC is 11:00."""
    seen = {"earliest": "2026-03-10T15:00+00:00", "missing": "sbp, on_oxygen", "marked": "7"}
    assert seen_words(seen, "America/New_York") == (
        ("earliest discharge", "2026-03-10 11:00"),
        ("missing", "systolic BP, on oxygen or not"),
    )


def test_the_two_pressures_are_named_once() -> None:
    assert listed([P.SBP, P.DBP, P.SPO2]) == "BP, SpO2"
    assert listed([P.DBP]) == LABELS[P.DBP]
