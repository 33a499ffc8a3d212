"""The dose by injection and by nose, through the same page."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import SOON_MS, at

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
