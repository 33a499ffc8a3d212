"""The emergency: one tap, its timer, each step stamped, and nothing in the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import SOON_MS, at

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def test_one_tap_opens_the_emergency_and_each_step_is_stamped(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "emergency")
    place = bedside.page.locator("#emergency")
    expect(place).to_be_hidden()
    bedside.press("Emergency")
    expect(place.get_by_role("timer")).to_have_text("0:00", timeout=SOON_MS)
    expect(place).to_contain_text("70 kg")
    expect(bedside.page.locator("#strip-word")).to_contain_text("infusing")
    for step in ("Call for help", "Airway", "Oxygen", "Compressions", "Shock", "Transfer"):
        place.get_by_role("button", name=step).click()
        expect(place.get_by_role("button", name=step)).to_have_attribute(
            "data-done", "true", timeout=SOON_MS
        )
    place.get_by_role("button", name="Epinephrine 0.3 mg IM given").click()
    expect(place).to_contain_text("1 \u00d7 · last", timeout=SOON_MS)
    found = bedside.view()["emergency"]
    assert [one["step"] for one in found["steps"]] == [
        "call", "airway", "oxygen", "compressions", "shock", "transfer",
    ]  # fmt: skip
    # Charting goes on below, under the same roof.
    bedside.page.get_by_label("SpO2, %, new set").fill("84")
    bedside.page.keyboard.press("Enter")
    expect(bedside.alarms.first).to_contain_text("SpO2 84", timeout=SOON_MS)
    bedside.act("StopDosing", {"reason": "emergency"})
    # The timer is the emergency's; what has ended is the dose.
    word = bedside.page.locator("#strip-word .word__since")
    expect(word).to_have_text(re.compile(r"^\d:\d\d · dose ended$"), timeout=SOON_MS)
    bedside.press("End emergency…")
    bedside.panel.get_by_label("Outcome").fill("awake, breathing")
    bedside.send()
    expect(place).to_be_hidden(timeout=SOON_MS)


@pytest.mark.parametrize("arriving", [False, True])
def test_the_timer_stands_clear_of_the_strip_on_a_phone(
    server: Server, open_page: OpenPage, arriving: bool
) -> None:
    """On a page that comes with its alarms, and where one comes while the emergency is looked at."""
    bedside = at(open_page, server, "crisis", size="phone")
    if bedside.view()["emergency"] is None:
        bedside.act("EmergencyDeclared", {"note": ""})
    expect(bedside.page.get_by_role("timer")).to_be_visible(timeout=SOON_MS)
    if arriving:
        bedside.page.locator("#emergency").evaluate("place => place.scrollIntoView()")
    bedside.act("SetCharted", {"bp": "205/96", "spo2": "86"})
    expect(bedside.alarms.first).to_contain_text("STOP VALUE", timeout=SOON_MS)
    if not arriving:
        bedside.page.goto(f"/visits/{bedside.visit}/")
        expect(bedside.alarms.first).to_be_visible(timeout=SOON_MS)
    bedside.page.wait_for_timeout(300)
    assert _top(bedside.page, ".emergency__timer") >= _bottom(bedside.page, ".strip")


def _top(page: Page, selector: str) -> float:
    found: float = page.locator(selector).evaluate("it => it.getBoundingClientRect().top")
    return found


def _bottom(page: Page, selector: str) -> float:
    found: float = page.locator(selector).evaluate("it => it.getBoundingClientRect().bottom")
    return found


def test_an_emergency_shows_and_counts_before_the_server_has_answered(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "cut")
    bedside.page.route("**/acts/EmergencyDeclared/", lambda route: route.abort())
    bedside.press("Emergency")
    place = bedside.page.locator("#emergency")
    expect(place).to_contain_text("waiting for the server")
    expect(place.get_by_role("timer")).to_have_text("0:02", timeout=SOON_MS)
    bedside.page.unroute("**/acts/EmergencyDeclared/")
    expect(place).not_to_contain_text("waiting for the server", timeout=15_000)
    assert bedside.view()["emergency"]["ended_at"] is None
