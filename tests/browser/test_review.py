"""The director's page, devices and chairs, in a real browser: both rooms, all widths."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.looks import assert_accessible, assert_fits, looks

pytestmark = pytest.mark.browser
PAGES = {"review": "director", "devices": "nurse", "chairs": "admin"}
ADDRESSES = {"review": "director/?show=all", "devices": "devices/", "chairs": "chairs/"}


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.fill_review:clinic")


@pytest.mark.parametrize(("size", "room"), looks(in_ci="phone-light"))
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_accessible_in_both_rooms_and_all_widths(
    server: Server, open_page: OpenPage, name: str, size: str, room: str
) -> None:
    page = open_page(server, size=size, room=room, user=PAGES[name])
    page.goto(f"/clinics/{server.given['clinic']}/{ADDRESSES[name]}")
    assert_accessible(page)
    assert_fits(page)


def test_a_director_judges_an_override_from_the_keyboard(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, size="desk", user="director")
    page.goto(f"/clinics/{server.given['clinic']}/director/?what=R26")
    row = page.get_by_role("row").filter(has_text="Sister arrives at four.")
    row.get_by_role("textbox").fill("Sister came, seen by the nurse")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing here for this filter")).to_be_visible()
    page.goto(f"/clinics/{server.given['clinic']}/director/?what=R26&show=all")
    expect(page.get_by_text("Sister came, seen by the nurse")).to_be_visible()


def test_the_devices_page_renews_itself_and_keeps_what_was_chosen(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, size="tablet", user="nurse")
    page.goto(f"/clinics/{server.given['clinic']}/devices/")
    page.get_by_label("Device", exact=True).select_option("MONITOR-BAY-4")
    with page.expect_response("**/devices/now/", timeout=15_000) as answer:
        pass
    assert answer.value.ok
    expect(page.get_by_label("Device", exact=True)).to_have_value("MONITOR-BAY-4")
    page.get_by_label("Chair", exact=True).select_option(label="Chair 1 (has 0012AB34CD56EF01)")
    page.get_by_role("button", name="Put it there").click()
    expect(page.get_by_role("alert")).to_contain_text("Release that one first")
    assert_accessible(page)
