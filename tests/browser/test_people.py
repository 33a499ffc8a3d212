"""Signing in, locking, switching and the staff page, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Serve, Server, enter, sign_in
from tests.browser.looks import assert_accessible, assert_fits, looks
from tests.clinic.cast import PIN

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.fill:people")


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lock, or switch user").click()
    page.wait_for_url("**/lock/**")


@pytest.mark.parametrize(("size", "room"), looks(in_ci="phone-light"))
def test_every_page_of_people_is_accessible_in_both_rooms_and_all_widths(
    server: Server, open_page: OpenPage, size: str, room: str
) -> None:
    page = open_page(server, size=size, room=room)
    page.goto("/sign-in/")
    assert_accessible(page)
    page.get_by_label("User name").fill(f"nobody-{size}-{room}")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    assert_accessible(page)
    clinic, nurse = server.given["clinic"], server.given["nurse"]
    enter(page, "admin")
    for address in (
        f"/clinics/{clinic}/staff/",
        f"/clinics/{clinic}/staff/{nurse}/",
        "/account/",
        "/elsewhere/",
        "/nothing-here/",
    ):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
    page.goto("/account/")
    page.locator(".menu > summary").click()
    assert_accessible(page)
    page.locator(".menu > summary").click()
    lock(page)
    assert_accessible(page)
    assert_fits(page)


def test_the_access_log_is_accessible_and_names_who_opened_what(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, size="desk", user="auditor")
    page.goto(f"/clinics/{server.given['clinic']}/access-log/")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Auditor One, synthetic")
    assert_accessible(page)
    page.get_by_role("link", name="Emergency openings").click()
    assert_accessible(page)


def test_a_tablet_is_handed_over_by_pin(server: Server, open_page: OpenPage) -> None:
    page = open_page(server, user="second-nurse")
    sign_in(page, "nurse")
    page.goto("/account/")
    lock(page)
    page.goto("/account/")
    expect(page).to_have_url(f"{server.url}/lock/?next=%2Faccount%2F")
    page.get_by_role("radio", name="Nurse Two, synthetic").check()
    page.get_by_label("PIN", exact=True).fill("111222")
    page.get_by_role("button", name="Unlock or switch").click()
    expect(page.get_by_role("alert")).to_contain_text("The PIN is not right")
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Unlock or switch").click()
    expect(page).to_have_url(f"{server.url}/account/")
    expect(page.get_by_role("banner")).to_contain_text("Nurse Two, synthetic")


def test_the_whole_sign_in_works_by_keyboard(server: Server, open_page: OpenPage) -> None:
    page = open_page(server, size="desk")
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for text in ("coordinator", "four unrelated words here"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    expect(page.get_by_role("banner")).to_contain_text("Coordinator One, synthetic")


def test_the_room_is_chosen_and_stays(server: Server, open_page: OpenPage) -> None:
    page = open_page(server, user="coordinator")
    page.goto("/account/")
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Dark").click()
    page.goto("/account/")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(17, 11, 7)"


def test_everything_to_press_is_at_least_44_pixels_high(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, size="phone", user="admin")
    for address in (f"/clinics/{server.given['clinic']}/staff/", "/account/"):
        page.goto(address)
        small = page.eval_on_selector_all(
            "button, .button, summary, input:not([type=checkbox], [type=hidden]), label.choice",
            """all => all.filter(each => each.checkVisibility())
                .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height])
                .filter(([, height]) => height < 44)""",
        )
        assert small == []


def test_the_page_of_a_running_visit_stays_when_it_locks_and_hides_who_it_is(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, user="nurse")
    page.clock.install()
    page.goto(f"/visits/{server.given['running']}/")
    name = page.get_by_text("Syntheticnear").first
    expect(name).to_be_visible()
    page.clock.fast_forward(302_000)
    expect(name).to_be_hidden()
    expect(page.get_by_role("link", name="Unlock")).to_be_visible()
    expect(page.get_by_role("button", name="Emergency").first).to_be_enabled()
    assert_accessible(page)
    page.reload()
    expect(page).to_have_url(f"{server.url}/visits/{server.given['running']}/")
    expect(name).to_be_hidden()
    page.get_by_role("link", name="Unlock").click()
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Unlock or switch").click()
    expect(page).to_have_url(f"{server.url}/visits/{server.given['running']}/")
    expect(name).to_be_visible()


def test_the_page_of_a_visit_that_does_not_run_is_left_when_it_locks(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, user="nurse")
    page.clock.install()
    page.goto(f"/visits/{server.given['visit']}/")
    page.clock.fast_forward(302_000)
    page.wait_for_url("**/lock/**")
    expect(page.get_by_text("Syntheticnear")).to_have_count(0)


def test_an_idle_page_locks_itself(server: Server, open_page: OpenPage) -> None:
    page = open_page(server, user="prescriber")
    page.clock.install()
    page.goto("/account/")
    page.clock.fast_forward(299_000)
    expect(page).to_have_url(f"{server.url}/account/")
    page.clock.fast_forward(3_000)
    page.wait_for_url("**/lock/**")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.goto("/account/")
    expect(page).to_have_url(f"{server.url}/lock/?next=%2Faccount%2F")
