"""R01: what today's allergy list speaks against is said wherever a drug is offered."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit.allergies import SAME, speaks_against
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.values import Allergy
from morrow.care.visit.view import visit_view
from tests.care.visit import cast
from tests.care.visit.cast import PRESCRIBER, Story


def allergic(*substances: str) -> ci.AllergiesConfirmed:
    return ci.AllergiesConfirmed(
        allergies=tuple(Allergy(substance=one, reaction="rash") for one in substances)
    )


def excluded(story: Story) -> dict[str, str]:
    shown = visit_view(story.case())["standing"]
    return {one["key"]: one["excluded"] for one in shown if one["excluded"]}


def test_without_an_order_an_allergy_stands_beside_its_drug() -> None:
    story = cast.arrived()
    assert excluded(story) == {}
    story.record(allergic("Ondansetron"))
    assert excluded(story) == {"ondansetron-iv": "allergy: Ondansetron (rash)"}


@pytest.mark.parametrize("make", [cast.ready, cast.started, cast.ended])
def test_an_allergy_told_after_the_order_was_signed_stands_there_too(
    make: Callable[[], Story],
) -> None:
    story = make()
    assert excluded(story) == {}
    story.record(allergic("labetalol", "adrenaline"))
    assert excluded(story) == {
        "labetalol-iv": "allergy: labetalol (rash)",
        "epinephrine-im": "allergy: adrenaline (rash)",
    }


def test_it_stands_in_an_emergency_and_holds_nobodys_hand() -> None:
    story = cast.started().record(allergic("adrenaline")).record(mo.EmergencyDeclared())
    assert "epinephrine-im" in excluded(story)
    given = mo.DrugGiven(
        drug="epinephrine-im", name="Epinephrine", dose=Decimal("0.3"), unit="mg", route="IM",
        authority=mo.Authority.EMERGENCY, reason="anaphylaxis", extends_observation=False,
    )  # fmt: skip
    story.record(given)
    assert any("allergy on record: adrenaline" in flag.reason for flag in story.state.flags)


def test_the_prescribers_reason_and_todays_allergy_stand_together() -> None:
    story = cast.arrived().record(allergic("labetalol"))
    request = cast.request(excluded=(("labetalol-iv", "asthma"),))
    signed = c.SignOrder(request=request, signature=cast.signature(PRESCRIBER, story.now))
    told = "asthma; allergy: labetalol (rash)"
    assert excluded(story.must(signed, PRESCRIBER)) == {"labetalol-iv": told}


def test_a_list_that_is_confirmed_anew_counts_from_then_on() -> None:
    story = cast.started().record(allergic("ondansetron")).record(allergic())
    assert excluded(story) == {}


def test_every_standing_drug_is_known_by_its_other_names() -> None:
    names = {entry.drug.name.casefold() for entry in cast.knowledge().protocol.standing}
    assert names == {first for first, *_ in SAME}


@pytest.mark.parametrize(
    ("substance", "drug"),
    [(one, other) for group in SAME for one in group for other in group]
    + [
        ("Beta-blockers", "Labetalol"), ("benzodiazepines", "Lorazepam"),
        ("ondansetron (rash)", "Ondansetron ODT"), ("amoxicillin", "Amoxicillin clavulanate"),
        ("EPINEPHRINE", "Adrenaline 1 mg/mL"),
    ],
)  # fmt: skip
def test_each_name_stands_for_every_other_of_its_drug(substance: str, drug: str) -> None:
    assert speaks_against(Allergy(substance=substance, reaction="r"), drug)


@pytest.mark.parametrize(
    "substance",
    ["", "  ", "penicillin", "latex", "pen", "NA", "in", "la", "no", "beta", "am", "ran",
     "norepinephrine", "Epi", "tape"],
)  # fmt: skip
def test_what_names_no_drug_excludes_none(substance: str) -> None:
    for name, *_ in SAME:
        assert not speaks_against(Allergy(substance=substance, reaction="r"), name), name
