"""Whose visit it is: named anew after a wrong choice; two records merged; an order revoked."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.looks import assert_accessible, assert_fits, looks
from tests.browser.visit.bedside import SOON_MS, at
from tests.clinic.cast import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def name(page: Page, *, born: str) -> None:
    page.get_by_label("Record number").fill("N-1001")
    page.get_by_label("Born on").fill(born)
    page.get_by_label("Reason").fill("similar names")
    page.get_by_role("button", name="The visit is this patient").click()


@pytest.mark.parametrize(("size", "room"), looks(in_ci="phone-dark"))
def test_naming_a_patient_and_merging_are_accessible_and_fit(
    server: Server, open_page: OpenPage, size: str, room: str
) -> None:
    page = open_page(server, size=size, room=room, user="nurse")
    page.goto(f"/visits/{server.given['refused']}/patient/")
    name(page, born="1979-03-03")
    expect(page.get_by_text("Nobody here has this record number")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.goto("/patients/?q=Syntheticnear")
    page.goto(f"{page.url}?q=Syntheticnear")
    page.get_by_role("link", name="Syntheticnear").click()
    page.get_by_role("link", name="Merge").click()
    assert_accessible(page)
    assert_fits(page)


def test_a_visit_of_the_wrong_patient_is_the_right_ones_afterwards(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "shots")
    expect(bedside.page.locator("#who-name")).to_have_text("Testa Synthetic")
    bedside.page.get_by_role("link", name="Wrong patient?").click()
    name(bedside.page, born="1979-03-02")
    expect(bedside.page.locator("#who-name")).to_have_text("Nearone Syntheticnear", timeout=SOON_MS)


def test_an_order_is_revoked_on_the_nurses_tablet_by_a_prescribers_signature(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(server, user="nurse")
    page.goto(f"/visits/{server.given['twice']}/")
    page.get_by_role("button", name="Revoke the order…").click()
    panel = page.locator("#panel")
    panel.get_by_label("Reason").fill("another weight")
    panel.get_by_label("User name").fill("prescriber")
    panel.get_by_label("PIN or password").fill(PASSWORD)
    assert_accessible(page)
    panel.get_by_role("button", name="Revoke the order").click()
    expect(page.locator("#dose")).to_contain_text("No order", timeout=SOON_MS)
