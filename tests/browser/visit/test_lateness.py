"""What the page does with what is late: it draws the view that the server would give later on.

The view's own tests say when something is late; here it is put into the answer, since nobody waits
three quarters of an hour for an infusion to end.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import SOON_MS, Bedside, at

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def later(page: Page, change: Callable[[dict[str, Any]], None]) -> None:
    """From now on the page's questions are answered with a changed view; it asks when looked at."""

    def answer(route: Route) -> None:
        view = route.fetch().json()
        change(view)
        route.fulfill(json=view)

    page.route("**/view.json", answer)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def empty(status: str, minutes: float) -> Callable[[dict[str, Any]], None]:
    """The bag was to be empty so long ago."""

    def change(view: dict[str, Any]) -> None:
        at = ago(minutes)
        words = "The bag should be empty: is the infusion complete?"
        view["infusion"] |= {"ends_at": at, "empty": True, "running_s": 2400}
        view["dose_due"] = {
            "command": "CompleteInfusion", "due_at": at, "status": status, "words": words,
        }  # fmt: skip

    return change


def first_action(bedside: Bedside) -> str:
    return bedside.page.locator("#actions .action--first").inner_text()


def test_an_infusion_past_its_end_is_asked_for_on_the_strip_and_by_the_first_button(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "infusing", size="desk")
    later(bedside.page, empty("missing", 6))
    line = bedside.alarms.filter(has_text="The bag should be empty")
    expect(line).to_have_attribute("data-level", "medium", timeout=SOON_MS)
    assert first_action(bedside) == "Complete"
    expect(bedside.page.locator("#strip-word")).to_contain_text("40:00 of 40 min")
    expect(bedside.page.locator(".lane-beyond")).to_have_count(1)
    expect(bedside.page.locator("#dose")).to_contain_text("Should be empty")
    bedside.press("Complete", within="#strip-lines")
    expect(bedside.panel).to_contain_text("The infusion is complete")


def test_longer_past_its_end_it_is_as_loud_as_a_stop_value(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "infusing", size="tablet")
    later(bedside.page, empty("escalated", 18))
    line = bedside.alarms.filter(has_text="The bag should be empty")
    expect(line).to_have_attribute("data-level", "high", timeout=SOON_MS)


def test_what_a_due_time_lacks_is_entered_where_it_is_missing(
    server: Server, open_page: OpenPage
) -> None:
    """Arousal is missing beside what a monitor filed: a tap asks for it, with the time of the set."""
    bedside = at(open_page, server, "infusing", size="desk")

    def lacks(view: dict[str, Any]) -> None:
        last = view["flow"][-1]
        last["lacks"] = {
            "due_at": last["at"], "closes": ago(1), "missing": ["moaas"], "status": "missing",
            "needs": ["moaas"], "missing_words": "MOAA/S", "moment": "x",
        }  # fmt: skip
        view["overdue"] = view["due"] = {**last["lacks"], "filed": True}

    later(bedside.page, lacks)
    cell = bedside.page.locator("#flowsheet .cell--missing button")
    expect(cell).to_have_count(1, timeout=SOON_MS)
    expect(bedside.page.locator("th.col[data-lacks=true]")).to_contain_text("MOAA/S missing")
    cell.click()
    expect(bedside.panel).to_contain_text("A set taken earlier")
    assert bedside.panel.locator("[name=happened_at]").input_value()
    expect(bedside.panel.get_by_label("MOAA/S")).to_be_focused()


def test_the_keyboard_goes_to_what_the_monitor_did_not_file(
    server: Server, open_page: OpenPage
) -> None:
    """Then `1 Enter` is the whole set; after a set of one's own it begins at the pressure."""
    bedside = at(open_page, server, "infusing", size="desk")
    due = {
        "due_at": ago(1),
        "moment": "as filed",
        "status": "due",
        "needs": [],
        "missing": ["arousal"],
    }

    def filed(view: dict[str, Any]) -> None:
        view["overdue"], view["due"] = None, {**due, "missing_words": "", "filed": True}

    later(bedside.page, filed)
    expect(bedside.page.locator("#due")).to_contain_text("as filed", timeout=SOON_MS)
    bedside.page.locator("body").click(position={"x": 5, "y": 300})
    bedside.page.keyboard.press("c")
    expect(bedside.page.locator("[data-key=entry-arousal-1]")).to_be_focused(timeout=SOON_MS)
