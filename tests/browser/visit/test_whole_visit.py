"""One IV visit on the real page, from check-in to the signed record."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.visit.bedside import SOON_MS, Bedside, at
from tests.browser.visit.steps import (
    advise_and_ask,
    assess,
    chart,
    fill,
    hand_over,
    open_criterion,
    pick,
    sent,
    sign,
)
from tests.clinic.cast import PASSWORD
from tests.clinic.visits.told import ORDER

pytestmark = pytest.mark.browser

DRAWN = {
    "Strength on the vial": "50", "Weight used": "70", "Volume drawn": "0.7",
    "Pump: rate": "151", "Pump: volume": "100.7",
}  # fmt: skip


@pytest.mark.parametrize(
    ("database", "filler"),
    [
        ("embedded", "visits"),
        pytest.param("postgres", "arrivals", marks=pytest.mark.postgres),
    ],
    ids=["embedded", "postgres"],
)
def test_a_nurse_takes_a_patient_from_check_in_to_the_signed_record(
    serve: Serve, open_page: OpenPage, database: str, filler: str
) -> None:
    server = serve(f"tests.browser.visit.fill:{filler}", database=database)
    bedside = at(open_page, server, "whole")
    expect(bedside.word).to_have_text("CHECKING")
    check_in(bedside)
    prepare(bedside)
    start(bedside)
    complete(bedside)
    recover(bedside)
    set_aside_the_wait(bedside)
    leave_and_sign(bedside)
    assert bedside.view()["phase"] == "signed"
    assert bedside.view()["given"]["mg"] == "35"
    record = bedside.record()
    for words in ("35 mg", "0.5 mg/kg", "151 mL/h", "SYN-1", "Adult Synthetic", "122/76", "R32"):
        assert words in record, (words, record)


def question(bedside: Bedside, title: str) -> None:
    """The next question stands in the panel by itself."""
    expect(bedside.panel.get_by_role("heading", level=2)).to_have_text(title, timeout=SOON_MS)


def check_in(bedside: Bedside) -> None:
    """Every question of check-in, one after the other; nothing is filled in beforehand."""
    bedside.press("Ask in order")
    question(bedside, "Identity")
    bedside.panel.get_by_label("full name").check()
    bedside.panel.get_by_label("date of birth").check()
    bedside.send()
    question(bedside, "Allergies")
    pick(bedside, "The patient says", "none known")
    bedside.send()
    question(bedside, "Medicines")
    pick(bedside, "The patient takes", "no medicines")
    fill(bedside, Changes="none")
    bedside.send()
    question(bedside, "Weight")
    expect(bedside.panel.get_by_label("Weight kg")).to_have_value("")
    fill(bedside, **{"Weight kg": "70"})
    bedside.send()
    question(bedside, "Height")
    fill(bedside, Height="172")
    bedside.send()
    question(bedside, "Baseline state")
    pick(bedside, "Orientation", "full")
    pick(bedside, "Gait", "steady")
    fill(bedside, **{"CADSS-6": "0"})
    bedside.send()
    check_in_ends(bedside)


def check_in_ends(bedside: Bedside) -> None:
    question(bedside, "Fasting")
    for what in ("Last ate", "Last drank"):
        bedside.panel.get_by_role("textbox", name=what).fill("00:05")
        bedside.panel.get_by_label(f"{what}: day").select_option(label="yesterday")
    bedside.send()
    question(bedside, "Responsible adult")
    fill(bedside, Name="Adult Synthetic", Relation="friend", Phone="555-0100")
    bedside.send()
    question(bedside, "Pregnancy")
    pick(bedside, "Could you be pregnant?", "no")
    pick(bedside, "Breast-feeding?", "no")
    pick(bedside, "Test", "none")
    bedside.send()
    question(bedside, "Heart and stroke")
    pick(bedside, "Ever?", "no")
    bedside.send()
    question(bedside, "C-SSRS since last contact")
    for item in ("Item 1", "Item 2", "Item 6"):
        pick(bedside, item, "no")
    bedside.send()
    question(bedside, "Staff present")
    fill(bedside, **{"Trained in ACLS": "Nurse Whole, synthetic"})
    bedside.send()
    bedside.closed()


def prepare(bedside: Bedside) -> None:
    """Order, preparation, and a second person who sees neither."""
    bedside.act("SignOrder", ORDER, signs="prescriber")
    expect(bedside.page.locator("#dose")).to_contain_text("35 mg", timeout=SOON_MS)
    open_question(bedside, "R20.entry")
    expect(bedside.page.locator("#dose")).to_be_hidden()
    pick(bedside, "Product", "ketamine")
    fill(bedside, **DRAWN, Lot="SYN-1")
    bedside.panel.get_by_label("Expires on").fill("2199-01-31")
    bedside.send()
    bedside.closed()
    open_question(bedside, "R20.check")
    assert "0.7" not in bedside.page.locator("#checks").inner_text()
    pick(bedside, "Product", "ketamine")
    fill(bedside, **DRAWN, **{"User name": "second-nurse", "PIN or password": PASSWORD})
    bedside.send()
    bedside.closed()
    expect(bedside.page.locator("[data-rule^=R20]")).to_have_count(0, timeout=SOON_MS)


def open_question(bedside: Bedside, rule: str) -> None:
    bedside.page.locator(f"[data-rule='{rule}']").get_by_role("button", name="Answer").click()


def start(bedside: Bedside) -> None:
    bedside.press("Take patient", within="#actions")
    expect(bedside.page.locator("[data-rule=NURSE]")).to_have_count(0, timeout=SOON_MS)
    bedside.page.keyboard.press("c")
    bedside.type_set("122/767297141~")
    expect(bedside.word).to_have_text("READY", timeout=SOON_MS)
    bedside.press("Start infusion")
    expect(bedside.panel).to_contain_text("151 mL/h")
    expect(bedside.panel).to_contain_text("Every item of the pre-infusion checklist is met")
    bedside.send()
    expect(bedside.word).to_have_text("INFUSING", timeout=SOON_MS)
    expect(bedside.page.locator("#due")).to_contain_text("10 min")


def complete(bedside: Bedside) -> None:
    """Moments after the start the bag cannot be empty: the page asks for what the pump shows."""
    bedside.press("Complete")
    bedside.send()
    expect(bedside.panel.locator(".finding")).to_contain_text("the pump shows", timeout=SOON_MS)
    fill(bedside, **{"Given, as the pump reads": "100.7"})
    bedside.send()
    bedside.closed()  # the view may come, by the push, before the receipt
    expect(bedside.word).to_have_text("ENDED", timeout=SOON_MS)
    chart(bedside)
    expect(bedside.word).to_have_text("RECOVERY", timeout=SOON_MS)


def recover(bedside: Bedside) -> None:
    assess(bedside)
    criteria = bedside.page.locator("#recovery")
    expect(criteria).to_contain_text("Aldrete 10 of 10", timeout=SOON_MS)
    open_criterion(bedside, "R33.cannula")
    sent(bedside)
    advise_and_ask(bedside)
    expect(criteria).to_contain_text("1 open", timeout=SOON_MS)


def set_aside_the_wait(bedside: Bedside) -> None:
    """The hour of observation cannot pass in a test: a prescriber sets it aside, on this tablet.

    A nurse's own signature is not enough; what was typed stays, and the prescriber signs.
    """
    wait = bedside.page.locator("[data-rule=R32]")
    wait.get_by_role("button", name="Set aside…").click()
    fill(bedside, Reason="seen awake and walking")
    fill(bedside, **{"User name": "nurse-whole", "PIN or password": PASSWORD})
    bedside.send()
    expect(bedside.panel.locator(".field__error").first).to_be_visible(timeout=SOON_MS)
    expect(bedside.panel.get_by_label("Reason")).to_have_value("seen awake and walking")
    fill(bedside, **{"User name": "prescriber", "PIN or password": PASSWORD})
    bedside.send()
    bedside.closed()


def leave_and_sign(bedside: Bedside) -> None:
    hand_over(bedside)
    say_what_is_true(bedside)
    sign(bedside)
    expect(bedside.log).to_contain_text("Record signed")


def say_what_is_true(bedside: Bedside) -> None:
    """The pump read a whole bag moments after the start: that is asked before anybody signs."""
    expect(bedside.page.get_by_role("button", name="Sign the record")).to_have_count(0)
    flag = bedside.page.locator(".flag")
    expect(flag).to_contain_text("100.7 mL given; by the rates")
    flag.get_by_role("button", name="Resolve").click()
    fill(bedside, **{"What is true": "the test's clock is quicker than the pump"})
    bedside.send()
    bedside.closed()
    expect(flag).to_have_count(0, timeout=SOON_MS)
