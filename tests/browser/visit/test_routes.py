"""Visits by injection and by nose, through the same page: the dose, and the whole of each."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server, enter
from tests.browser.visit.bedside import SOON_MS, Bedside, at
from tests.clinic.cast import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def test_an_injection_is_given_once_and_watched(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "injecting")
    expect(bedside.word).to_have_text("READY")
    bedside.press("Give injection")
    expect(bedside.panel).to_contain_text("0.7 mL of 50 mg/mL")
    bedside.panel.get_by_label("Site").fill("left deltoid")
    bedside.send()
    expect(bedside.word).to_have_text("INJECTED", timeout=SOON_MS)
    dose = bedside.page.locator("#dose")
    expect(dose).to_contain_text("35 mg")
    expect(dose).to_contain_text("0.5 mg/kg of 70 kg")
    expect(bedside.log).to_contain_text("left deltoid")
    expect(bedside.page.locator("#lanes .lane-bolus")).to_have_count(1)
    expect(bedside.page.get_by_role("button", name="Give injection")).to_have_count(0)


def test_devices_are_given_one_by_one_and_the_rest_between_them_is_held(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "spraying")
    bedside.press("Give device")
    bedside.panel.get_by_label("Lot of this device").fill("SYN-D1")
    bedside.send()
    expect(bedside.word).to_have_text("SPRAYING", timeout=SOON_MS)
    dose = bedside.page.locator("#dose")
    expect(dose).to_contain_text("lot SYN-D1")
    expect(dose.locator("[data-until]")).to_contain_text("in 4:")
    bedside.press("Give device")
    bedside.panel.get_by_label("Lot of this device").fill("SYN-D2")
    bedside.send()
    held = bedside.panel.locator(".finding")
    expect(held).to_contain_text("since the last device", timeout=SOON_MS)
    expect(bedside.panel.get_by_label("Lot of this device")).to_have_value("SYN-D2")
    assert bedside.view()["given"]["mg"] == "28"


# ── from the dose to the signed record ───────────────────────────────────────────────────────


@pytest.fixture
def clinic(serve: Serve, request: pytest.FixtureRequest) -> Server:
    """A clinic of the test's own visit: its clock moves on."""
    return serve(f"tests.browser.visit.fill:{request.param}")


@pytest.mark.parametrize("clinic", ["by_injection"], indirect=True)
def test_a_visit_by_injection_goes_to_its_signed_record(
    clinic: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, clinic, "injecting")
    bedside.press("Give injection")
    bedside.panel.get_by_label("Site").fill("left deltoid")
    bedside.send()
    expect(bedside.word).to_have_text("INJECTED", timeout=SOON_MS)
    pass_time(bedside, clinic, 15)
    chart(bedside)
    expect(bedside.word).to_have_text("RECOVERY", timeout=SOON_MS)
    pass_time(bedside, clinic, 104)
    recover(bedside)
    expect(bedside.page.locator("[data-rule=R32]")).to_contain_text("left", timeout=SOON_MS)
    pass_time(bedside, clinic, 1.2)
    leave_and_sign(bedside)
    record = bedside.record()
    for words in ("35 mg", "left deltoid", "SYN-1", "Adult Synthetic", "Synthetic, Testa"):
        assert words.split(",")[0] in record, (words, record)


@pytest.mark.parametrize("clinic", ["by_nose"], indirect=True)
def test_a_visit_by_nose_goes_to_its_signed_record(clinic: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, clinic, "spraying")
    for number, lot in enumerate(("SYN-D1", "SYN-D2"), 1):
        bedside.press("Give device")
        bedside.panel.get_by_label("Lot of this device").fill(lot)
        bedside.send()
        expect(bedside.page.locator("#dose")).to_contain_text(lot, timeout=SOON_MS)
        if number == 1:
            pass_time(bedside, clinic, 5)
    expect(bedside.word).to_have_text("ENDED", timeout=SOON_MS)
    pass_time(bedside, clinic, 115)
    recover(bedside)
    leave_and_sign(bedside)
    record = bedside.record()
    for words in ("56 mg", "SYN-D1", "SYN-D2", "Adult Synthetic"):
        assert words in record, (words, record)


def pass_time(bedside: Bedside, clinic: Server, minutes: float) -> None:
    """Time goes by; the tablet has locked itself, so the nurse signs in again."""
    clinic.forward(minutes)
    enter(bedside.page, f"nurse-{bedside.name}")
    bedside.page.goto(f"/visits/{bedside.visit}/")
    expect(bedside.word).to_be_visible(timeout=SOON_MS)


def chart(bedside: Bedside) -> None:
    """A whole set with MOAA/S 5, by keyboard."""
    bedside.page.keyboard.press("c")
    bedside.type_set("124/787397141" + "5~")
    bedside.recorded()


def recover(bedside: Bedside) -> None:
    chart(bedside)
    bedside.press("Assess recovery…")
    answer(bedside, "Orientation", "full")
    answer(bedside, "Gait", "steady")
    answer(bedside, "Moves on request", "four limbs")
    answer(bedside, "Breathing", "deep, coughs")
    answer(bedside, "Vomiting", "no")
    bedside.panel.get_by_label("CADSS-6").first.fill("0")
    answer(bedside, "MOAA/S", "5 answers readily")
    bedside.send()
    bedside.closed()
    open_criterion(bedside, "R33.advice")
    bedside.panel.get_by_label("Document").first.fill("advice 1")
    answer(bedside, "Also to the responsible adult", "yes")
    bedside.send()
    bedside.closed()
    open_criterion(bedside, "R34.asked")
    answer(bedside, "Answer", "no")
    bedside.send()
    bedside.closed()


def answer(bedside: Bedside, group: str, choice: str) -> None:
    found = bedside.panel.get_by_role("radiogroup", name=group)
    found.get_by_label(choice, exact=True).check()


def open_criterion(bedside: Bedside, rule: str) -> None:
    bedside.page.locator(f"[data-rule='{rule}'] .finding__actions button").first.click()


def leave_and_sign(bedside: Bedside) -> None:
    expect(bedside.word).to_have_text("MEETS CRITERIA", timeout=SOON_MS)
    bedside.press("Hand over")
    bedside.panel.get_by_label("Handed over to").first.fill("Adult Synthetic")
    bedside.send()
    expect(bedside.word).to_have_text("DISCHARGED", timeout=SOON_MS)
    bedside.press("Sign the record")
    bedside.panel.get_by_label("User name").fill(f"nurse-{bedside.name}")
    bedside.panel.get_by_label("PIN or password").fill(PASSWORD)
    bedside.send()
    expect(bedside.word).to_have_text("SIGNED", timeout=SOON_MS)
