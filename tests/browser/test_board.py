"""The day board, patients and the order page, in a real browser."""

import statistics
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, Serve, Server, enter
from tests.browser.looks import assert_accessible, assert_fits, looks
from tests.browser.visit.bedside import SOON_MS
from tests.clinic.cast import PASSWORD

pytestmark = pytest.mark.browser
ACT = """async ([path, id, body]) => {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ id, body }),
  });
  return answer.status;
}"""


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.fill:people")


def act(page: Page, server: Server, name: str, body: dict[str, str]) -> None:
    """The same as a tap on the visit page, from another page."""
    page.goto("/account/")
    path = f"/visits/{server.given['running']}/acts/{name}/"
    sent = page.evaluate("crypto.randomUUID()")
    assert page.evaluate(ACT, [path, sent, body]) == 200


@pytest.mark.parametrize(("size", "room"), looks(in_ci="tablet-dark"))
def test_every_page_is_accessible_in_both_rooms_and_all_widths(
    server: Server, open_page: OpenPage, size: str, room: str
) -> None:
    clinic, patient, visit, running = (
        server.given[name] for name in ("clinic", "patient", "visit", "running")
    )
    page = open_page(server, size=size, room=room, user="coordinator")
    for address in (
        f"/clinics/{clinic}/board/",
        f"/clinics/{clinic}/patients/?q=syntheticn",
        f"/clinics/{clinic}/patients/new/",
        f"/clinics/{clinic}/patients/import/",
        f"/patients/{patient}/",
        f"/patients/{patient}/correct/",
        f"/patients/{patient}/book/",
        f"/visits/{visit}/move/",
        f"/visits/{visit}/cancel/",
        f"/visits/{visit}/no-show/",
    ):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
    enter(page, "prescriber")
    for address in (f"/patients/{patient}/", f"/visits/{running}/order/"):
        page.goto(address)
        for closed in page.locator("details:not(.menu) > summary").all():
            closed.click()
        assert_accessible(page)
        assert_fits(page)


def test_the_board_shows_within_a_second_what_somebody_else_records(
    server: Server, open_page: OpenPage
) -> None:
    board = open_page(server, user="coordinator")
    board.goto(f"/clinics/{server.given['clinic']}/board/")
    expect(board.get_by_text("Live.")).to_be_visible()
    nurse = open_page(server, user="nurse")
    seen_after = []
    for pressure in ("143/81", "144/82", "145/83"):
        act(nurse, server, "SetCharted", {"bp": pressure})
        began = time.monotonic()
        expect(board.locator("#cards")).to_contain_text(pressure, timeout=SOON_MS)
        seen_after.append(time.monotonic() - began)
    assert statistics.median(seen_after) < 1.0, seen_after


def test_the_orders_arithmetic_follows_the_typing(server: Server, open_page: OpenPage) -> None:
    """By hand: 0.5 mg/kg x 70 kg = 35 mg = 0.7 mL of 50 mg/mL; 100.7 mL in 40 min: 151 mL/h."""
    nurse = open_page(server, user="nurse")
    act(nurse, server, "WeightMeasured", {"weight_kg": "70"})
    page = open_page(server, user="prescriber")
    page.goto(f"/visits/{server.given['running']}/order/")
    draft = page.locator("#draft")
    for name, text in (
        ("Dose", "0.5 mg/kg"),
        ("Over", "40"),
        ("Vial", "500mg/10mL"),
        ("Bag", "100"),
    ):
        page.get_by_label(name, exact=True).fill(text)
    page.get_by_label("Dosing weight").select_option("actual")
    page.get_by_label("Preparation").select_option("added")
    expect(draft).to_contain_text("151 mL/h")
    page.get_by_label("Dose", exact=True).fill("0.5")
    expect(draft).to_contain_text("has no unit")
    page.get_by_label("Dose", exact=True).fill("0.5 mg/kg")
    expect(draft).to_contain_text("does the scale show kilograms?")
    page.get_by_label("I have seen this and go on").first.check()
    page.get_by_label("Reason for going on with a warning").fill("first weight here")
    page.get_by_label("User name").fill("prescriber")
    page.get_by_label("Password or PIN").fill(PASSWORD)
    page.get_by_role("button", name="Sign the order").click()
    expect(page.get_by_role("alert")).to_contain_text("confirm two identifiers")  # R01 holds it
    assert_accessible(page)


def test_a_tick_made_while_an_answer_comes_stays_and_stays_alone(
    server: Server, open_page: OpenPage
) -> None:
    nurse = open_page(server, user="nurse")
    act(nurse, server, "WeightMeasured", {"weight_kg": "70"})
    page = open_page(server, user="prescriber")
    path = f"/visits/{server.given['running']}/order/"
    page.goto(path)
    for name, text in (("Dose", "0.5 mg/kg"), ("Over", "120"), ("Vial", "500mg/10mL")):
        page.get_by_label(name, exact=True).fill(text)
    page.get_by_label("Dosing weight").select_option("actual")
    page.get_by_label("Preparation").select_option("added")
    page.get_by_label("Bag", exact=True).fill("500")
    bag, minutes = (
        page.locator(f"[name=acknowledged][value='H1.{one}']") for one in ("bag", "minutes")
    )
    expect(bag).to_be_visible()
    page.wait_for_load_state("networkidle")
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(f"**{path}draft/", hold, times=1)
    with page.expect_request(f"**{path}draft/"):
        page.get_by_label("Reason for going on with a warning").press("x")
    bag.focus()
    page.keyboard.press("Space")
    with page.expect_response(f"**{path}draft/"):
        late[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(bag).to_be_checked()
    expect(bag).to_be_focused()
    expect(minutes).not_to_be_checked()
    page.get_by_label("Bag", exact=True).fill("2500")
    expect(page.locator("#draft")).to_contain_text("a bag of 2500 mL")
    expect(bag).not_to_be_checked()


def test_coming_to_the_button_by_keyboard_signs_nothing(
    server: Server, open_page: OpenPage
) -> None:
    """Where an answer is late, the next question waits for it; the button may have the focus by then."""
    page = open_page(server, user="prescriber")
    path = f"/visits/{server.given['running']}/order/"
    with page.expect_response(f"**{path}draft/"):
        page.goto(path)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(f"**{path}draft/", hold, times=1)
    with page.expect_request(f"**{path}draft/"):
        page.get_by_label("Password or PIN").press("1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign the order")).to_be_focused()
    with page.expect_request(lambda sent: sent.method == "POST") as next_:
        late[0].continue_()
    assert next_.value.url == f"{server.url}{path}draft/"


def test_a_patient_is_registered_and_booked_by_keyboard(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, user="coordinator")
    page.goto(f"/clinics/{server.given['clinic']}/patients/new/")
    page.get_by_label("Family name").focus()
    for text in ("Keyboard", "Synthetic", "1979-03-02", "KEY-1"):
        page.keyboard.type(text if "-0" not in text else "02031979")
        page.keyboard.press("Tab")
    page.get_by_label("Born on").fill("1979-03-02")
    page.get_by_label("Record number").fill("KEY-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Synthetic Keyboard")).to_be_visible()
    page.get_by_role("link", name="Book a visit").press("Enter")
    page.get_by_label("Protocol").select_option("iv-ketamine")
    page.get_by_label("Starts").fill("2199-01-31T10:00")
    page.get_by_role("button", name="Book").press("Enter")
    expect(page.get_by_role("row")).to_contain_text(["When", "2199-01-31 10:00"])


def test_on_a_phone_the_day_opens_at_now_and_stays_where_it_was_moved(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, size="phone", user="coordinator")
    page.goto(f"/clinics/{server.given['clinic']}/board/")
    day = page.locator(".board__day .scroll")
    now = page.locator(".day__now").first
    if now.count():  # at night the strip may not reach to now
        left, right = (now.evaluate(f"it => it.getBoundingClientRect().{side}") for side in SIDES)
        assert 0 <= left <= right <= 390
    day.evaluate("it => { it.scrollLeft = 40 }")
    with page.expect_response("**/board/cards/"):
        page.evaluate("htmx.trigger(document.getElementById('cards'), 'changed')")
    page.wait_for_timeout(200)
    assert day.evaluate("it => it.scrollLeft") == 40


SIDES = ("left", "right")


def test_the_coordinator_tells_an_arrival_from_the_board(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, user="coordinator")
    page.goto(f"/clinics/{server.given['clinic']}/board/")
    button = page.locator("[data-arrived]").first
    name = button.locator(".visually-hidden").inner_text().removeprefix(": ")
    button.click()
    expect(page.locator(".chair").filter(has_text=name).filter(has_text="CHECKING")).to_be_visible(
        timeout=SOON_MS
    )
    assert_accessible(page)
