"""Charting by keyboard on the real page: speed by the keystroke-level model, errors, receipts."""

from collections.abc import Sequence
from typing import Final

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import RECORD_KEYS, SOON_MS, at

pytestmark = pytest.mark.browser

# The keystroke-level model: Card, Moran, Newell, Commun. ACM 23 (1980) 396-410, figure 1.
K_S: Final = 0.28  # average non-secretary typist, 40 words a minute
M_S: Final = 1.35  # mentally preparing
H_S: Final = 0.40  # a hand moves to the keyboard
LIMIT_S: Final = 8.0
COMMANDS: Final = frozenset({"c", "a", "Enter"})
"""Keys that choose what to do; by the model's rule 0 each is prepared for.  Digits, the stroke and
the arousal's number are arguments, which are not."""


def klm_s(keys: Sequence[str]) -> float:
    """Seconds for these keys, the hand coming from elsewhere."""
    return H_S + K_S * len(keys) + M_S * sum(key in COMMANDS for key in keys)


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def test_a_whole_set_is_charted_in_under_eight_seconds(server: Server, open_page: OpenPage) -> None:
    """BP, heart rate, saturation, breathing and arousal, all typed by hand."""
    bedside = at(open_page, server, "charting", size="desk")
    bedside.page.locator("body").click(position={"x": 5, "y": 300})
    bedside.page.evaluate(RECORD_KEYS)
    bedside.type_set("c128/767497141~")
    expect(bedside.page.locator("#flowsheet")).to_contain_text("128/76", timeout=SOON_MS)
    bedside.recorded()
    assert [bedside.cells(row)[-1] for row in ("BP", "HR", "SpO2", "RR", "Arousal")] == [
        "128/76", "74", "97", "14", "Awake",
    ]  # fmt: skip
    pressed = bedside.page.evaluate("window.pressed")
    assert pressed == ["c", *"128/76", *"74", *"97", *"14", "1", "Enter"]
    assert klm_s(pressed) <= LIMIT_S


def test_tab_and_space_out_of_habit_chart_the_same_set(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "charting", size="desk")
    before = len(bedside.view()["grid"])
    bedside.page.keyboard.press("c")
    bedside.type_set("128 81|102|100 8 2~")
    expect(bedside.page.locator("#flowsheet")).to_contain_text("128/81", timeout=SOON_MS)
    bedside.recorded()
    charted = bedside.view()["grid"]
    assert len(charted) == before + 1
    values = {name: one["value"] for name, one in charted[-1]["readings"].items()}
    assert values == {
        "sbp": "128", "dbp": "81", "hr": "102", "spo2": "100", "rr": "8", "arousal": "1",
    }  # fmt: skip


def test_a_pressure_the_wrong_way_round_stays_typed_and_says_what_is_right(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "refused")
    before = len(bedside.view()["grid"])
    bedside.page.keyboard.press("c")
    bedside.type_set("80/120~")
    said = bedside.page.locator("#entry-said")
    expect(said).to_contain_text("120/80", timeout=SOON_MS)
    field = bedside.page.get_by_label("BP, mmHg, new set")
    expect(field).to_have_value("80/120")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert len(bedside.view()["grid"]) == before


def test_a_zero_is_a_value_and_an_empty_field_is_none(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "refused")
    bedside.page.get_by_label("SpO2, %, new set").fill("0")
    bedside.page.keyboard.press("Enter")
    expect(bedside.page.locator("#flowsheet td.cell")).to_have_count(5, timeout=SOON_MS)
    bedside.recorded()
    [last] = bedside.view()["grid"][-1:]
    assert {name: one["value"] for name, one in last["readings"].items()} == {"spo2": "0"}


def test_a_set_waits_for_its_receipt_and_is_sent_again_with_the_same_id(
    server: Server, open_page: OpenPage
) -> None:
    """The answer of the first try is lost on its way: the set was stored, and is stored once."""
    bedside = at(open_page, server, "cut")
    before = len(bedside.view()["grid"])
    ids: list[str] = []

    def lose(route: Route) -> None:
        ids.append((route.request.post_data_json or {})["id"])
        if len(ids) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    bedside.page.route("**/acts/SetCharted/", lose)
    bedside.page.keyboard.press("c")
    bedside.type_set("118/70~")
    expect(bedside.page.locator("th.col--waiting")).to_be_visible(timeout=SOON_MS)
    expect(bedside.page.locator("th.col--waiting")).to_have_count(0, timeout=SOON_MS)
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert len(bedside.view()["grid"]) == before + 1


def test_a_set_that_cannot_be_sent_says_so_and_can_be_sent_by_hand(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "cut")
    before = len(bedside.view()["grid"])
    bedside.page.route("**/acts/SetCharted/", lambda route: route.abort())
    bedside.page.keyboard.press("c")
    bedside.type_set("119/71~")
    expect(bedside.page.locator("#tray-list")).to_contain_text("Not confirmed", timeout=15_000)
    assert len(bedside.view()["grid"]) == before
    bedside.page.unroute("**/acts/SetCharted/")
    bedside.press("Send again", within="#tray-list")
    expect(bedside.page.locator("#tray-list")).to_contain_text("Recorded", timeout=SOON_MS)
    assert len(bedside.view()["grid"]) == before + 1


def test_a_double_tap_stores_one_fact(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "twice")
    bedside.page.get_by_role("button", name="Nausea").dblclick()
    expect(bedside.log).to_contain_text("Nausea", timeout=SOON_MS)
    bedside.page.wait_for_timeout(500)
    assert [one["text"] for one in bedside.view()["events"]] == ["Nausea"]
