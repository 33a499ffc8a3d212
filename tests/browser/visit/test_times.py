"""The page's reckoning with the clinic's wall clock, where a day has not 24 hours."""

import pytest

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import at

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def test_days_and_hours_are_the_calendars_across_every_change(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "infusing")
    found = bedside.page.evaluate(
        """async () => {
            const time = await import("/static/morrow/visit/time.js");
            time.setZone("America/New_York");
            const found = {
                autumn: [0, 1, 2].map((back) => time.dayBefore("2026-11-02T04:30:00Z", back)),
                spring: [0, 1, 2].map((back) => time.dayBefore("2026-03-09T04:30:00Z", back)),
                repeated: time.instant("2025-11-02", "01:30"),
                skipped: time.instant("2026-03-08", "02:30"),
            };
            time.setZone("Pacific/Auckland");
            return {...found, south: time.instant("2026-04-05", "02:30")};
        }"""
    )
    # By a wall calendar.  New York left daylight-saving time on 1 November 2026 (a day of 25 h,
    # of which 04:30Z is 23:30) and on 2 November 2025, and took it up on 8 March 2026 (23 h;
    # 04:30Z is 00:30 of the 9th).  Auckland, 12 h ahead of UTC, left it on 5 April 2026.
    assert found == {
        "autumn": ["2026-11-01", "2026-10-31", "2026-10-30"],
        "spring": ["2026-03-09", "2026-03-08", "2026-03-07"],
        "repeated": "2025-11-02T06:30:00.000Z",  # the later of the two, 1:30 EST
        "skipped": None,
        "south": "2026-04-04T14:30:00.000Z",
    }
