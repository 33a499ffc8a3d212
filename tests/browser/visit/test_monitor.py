"""Values from a monitor on a real socket: proposed, accepted by a key, and never live when old."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import RECORD_KEYS, SOON_MS, at
from tests.browser.visit.monitor import say, saying
from tests.browser.visit.test_charting import LIMIT_S, klm_s

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def test_a_monitors_values_are_proposed_accepted_by_one_key_and_struck_when_it_falls_silent(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "monitored", size="desk")
    port = int(server.environ["MORROW_MLLP_PORT"])
    tile = bedside.page.locator("[data-parameter=hr] .tile__live")
    say(port, sbp=131, dbp=82)
    with saying(port, hr=78, spo2=96):
        expect(tile).to_contain_text("78", timeout=SOON_MS)
        expect(tile).to_have_attribute("data-age", "fresh")
        expect(bedside.page.locator("#feed")).to_contain_text("Monitor live")
        expect(bedside.page.locator("#lanes .mark-hr.mark-hollow")).to_have_count(1)
        bedside.page.evaluate(RECORD_KEYS)
        bedside.type_set("a1~")
        expect(bedside.page.locator("td.cell[data-device]")).to_have_count(3, timeout=SOON_MS)
    pressed = bedside.page.evaluate("window.pressed")
    assert pressed == ["a", "1", "Enter"]
    assert klm_s(pressed) <= LIMIT_S
    charted = bedside.view()["grid"][-1]["readings"]
    assert {name: one["value"] for name, one in charted.items() if one["from_device"]} == {
        "sbp": "131", "dbp": "82", "hr": "78", "spo2": "96",
    }  # fmt: skip
    assert charted["arousal"]["shown"] == "Awake"
    assert "rr" not in charted  # the monitor has none; the 1 that was typed is no breathing rate
    # Now it says nothing any more, but for one word of a later second: its clock has no finer.
    time.sleep(1)
    say(port, hr=79, spo2=96)
    expect(tile).to_contain_text("79", timeout=SOON_MS)
    expect(tile).to_have_attribute("data-age", "struck", timeout=15_000)
    expect(bedside.alarms.filter(has_text="NO DATA")).to_be_visible(timeout=SOON_MS)
