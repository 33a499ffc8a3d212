"""The page in each state, room and width: accessible, nothing hanging out, the dose on one screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.looks import assert_accessible, assert_fits, assert_inside, looks
from tests.browser.visit.bedside import SOON_MS, Bedside, at

pytestmark = pytest.mark.browser
STATES = ("refused", "charting", "shown", "cut", "stopping")
"""Checking, ready, infusing, and (after the other tests, or not) emergency and recovery."""


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


@pytest.mark.parametrize(("size", "room"), looks(in_ci="tablet-dark"))
def test_each_state_is_accessible_and_fits_in_both_rooms_and_all_widths(
    server: Server, open_page: OpenPage, size: str, room: str
) -> None:
    page = open_page(server, size=size, room=room, user="nurse")
    for name in STATES:
        page.goto(f"/visits/{server.given[name]}/")
        expect(page.locator("#strip-word .word")).to_be_visible(timeout=SOON_MS)
        assert_accessible(page)
        assert_fits(page)
        page.goto(f"/visits/{server.given[name]}/sheet/")
        assert_accessible(page)


@pytest.mark.parametrize("size", ["tablet", pytest.param("phone", marks=pytest.mark.long)])
def test_each_panel_is_accessible(server: Server, open_page: OpenPage, size: str) -> None:
    bedside = at(open_page, server, "shown", size=size)
    for name in ("Drug", "Enter late", "Change rate", "More…", "Leaving…"):
        bedside.press(name, within=".side")
        expect(bedside.panel).to_be_visible()
        assert_accessible(bedside.page)
        bedside.page.keyboard.press("Escape")
    bedside.page.keyboard.press("Escape")
    bedside.press("Keys")
    assert_accessible(bedside.page)


@pytest.mark.parametrize("size", ["desk", "tablet"])
def test_what_a_running_dose_needs_is_on_one_screen(
    server: Server, open_page: OpenPage, size: str
) -> None:
    """With two alarms open; measured without the banner that only the demonstration has."""
    bedside = at(open_page, server, "screen", size=size)
    if not bedside.view()["alarms"]:
        bedside.page.keyboard.press("c")
        bedside.type_set("171/112~")
    expect(bedside.alarms).to_have_count(2, timeout=SOON_MS)
    bedside.page.evaluate("document.querySelector('.banner[data-tone=demo]')?.remove()")
    bedside.page.evaluate("scrollTo(0, 0)")
    bedside.page.wait_for_timeout(300)
    height = bedside.page.evaluate("innerHeight")
    for part in (
        ".strip",
        "#who",
        "#numbers-tiles",
        "#dose",
        "#due",
        "#lanes",
        "#actions",
        "#sheet",
    ):
        assert _bottom(bedside, part) <= height, part


@pytest.mark.parametrize("width", [1200, 1280, 1366, 1440])
@pytest.mark.parametrize("visit", ["screen", "monitored"])
def test_no_number_of_a_tile_crosses_into_its_neighbour(
    server: Server, open_page: OpenPage, visit: str, width: int
) -> None:
    """With ages as wide as they come; a monitor's live values stand above the filed ones."""
    bedside = at(open_page, server, visit, size="desk")
    bedside.page.set_viewport_size({"width": width, "height": 800})
    # The page's own clock writes the ages; from here on they stay as long as an hour makes them.
    bedside.page.evaluate(AGED)
    assert_inside(bedside.page, ".tile")


AGED = """() => {
    for (let id = setInterval(() => {}, 1e6); id > 0; id--) clearInterval(id);
    for (const age of document.querySelectorAll(".tile__filed time")) age.textContent = "123 min";
}"""


def _bottom(bedside: Bedside, selector: str) -> float:
    box = bedside.page.locator(selector).bounding_box()
    assert box is not None, selector
    return box["y"] + box["height"]


def test_the_sheet_tells_the_same_without_a_script(server: Server, open_page: OpenPage) -> None:
    page = open_page(server, user="nurse")
    page.goto(f"/visits/{server.given['shown']}/sheet/")
    main = page.locator("main")
    expect(main).to_contain_text("State: INFUSING")
    expect(main).to_contain_text("35 mg = 0.5 mg/kg")
    expect(main).to_contain_text("122/76")
    expect(main).to_contain_text("Infusion started")
    assert page.locator("script").count() == 0
