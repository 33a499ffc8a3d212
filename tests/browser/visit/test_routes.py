"""Visits by injection and by nose, through the same page: the dose, and the whole of each."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server, enter
from tests.browser.visit.bedside import SOON_MS, Bedside, at
from tests.browser.visit.steps import advise_and_ask, assess, chart, hand_over, sign

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
    expect(dose.locator(".finding")).to_contain_text("since the last device")
    for name in ("Give device", "Clear to go on"):  # a rest is waited out, not cleared
        expect(bedside.page.get_by_role("button", name=name)).to_have_count(0)
    assert bedside.view()["given"]["mg"] == "28"


# ── from the dose to the signed record ───────────────────────────────────────────────────────


def test_a_visit_by_injection_goes_to_its_signed_record(serve: Serve, open_page: OpenPage) -> None:
    clinic = serve("tests.browser.visit.fill:injection")
    bedside = at(open_page, clinic, "injecting")
    bedside.press("Give injection")
    bedside.panel.get_by_label("Site").fill("left deltoid")
    bedside.send()
    expect(bedside.word).to_have_text("INJECTED", timeout=SOON_MS)
    pass_time(bedside, clinic, 15)
    chart(bedside)
    expect(bedside.word).to_have_text("RECOVERY", timeout=SOON_MS)
    pass_time(bedside, clinic, 104)
    chart(bedside)
    assess(bedside)
    advise_and_ask(bedside)
    expect(bedside.page.locator("[data-rule=R32]")).to_contain_text("left", timeout=SOON_MS)
    pass_time(bedside, clinic, 1.2)
    hand_over(bedside)
    sign(bedside)
    record = bedside.record()
    for words in ("35 mg", "left deltoid", "SYN-1", "Adult Synthetic", "Testa"):
        assert words in record, (words, record)


def test_a_visit_by_nose_goes_to_its_signed_record(serve: Serve, open_page: OpenPage) -> None:
    clinic = serve("tests.browser.visit.fill:spray")
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
    chart(bedside)
    assess(bedside)
    advise_and_ask(bedside)
    hand_over(bedside)
    sign(bedside)
    record = bedside.record()
    for words in ("56 mg", "SYN-D1", "SYN-D2", "Adult Synthetic"):
        assert words in record, (words, record)


def pass_time(bedside: Bedside, clinic: Server, minutes: float) -> None:
    """Time goes by; the tablet has locked itself, so the nurse signs in again."""
    clinic.forward(minutes)
    enter(bedside.page, f"nurse-{bedside.name}")
    bedside.page.goto(f"/visits/{bedside.visit}/")
    expect(bedside.word).to_be_visible(timeout=SOON_MS)
