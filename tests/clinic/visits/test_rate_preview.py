"""GET /visits/<id>/rate-preview.json"""

from django.http import HttpResponse

from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import Told


def preview(told: Told, rate: str) -> HttpResponse:
    path = f"/visits/{told.visit}/rate-preview.json"
    return told.as_("nurse").get(path, {"rate_ml_per_h": rate})  # type: ignore[return-value]


def test_a_slower_rate_is_previewed_and_held_by_nothing(cast: Cast) -> None:
    found = preview(telling.started(cast), "60").json()  # type: ignore[attr-defined]
    assert (found["preview"]["rate_ml_per_h"], found["held"]) == ("60", [])


def test_a_rate_beyond_the_order_says_at_once_what_would_hold_it(cast: Cast) -> None:
    told = telling.started(cast)
    before = told.kinds
    [held] = preview(told, "400").json()["held"]  # type: ignore[attr-defined]
    assert held["rule"] == "R18.rate"
    assert "faster than the ordered" in held["reason"]
    assert told.kinds == before


def test_what_is_no_rate_is_refused(cast: Cast) -> None:
    assert preview(telling.started(cast), "fast").status_code == 422
