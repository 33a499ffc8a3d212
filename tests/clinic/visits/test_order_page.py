"""GET, POST /visits/<id>/order/ and POST /visits/<id>/order/draft/"""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from morrow.clinic.people.models import SignedText
from tests.clinic.cast import PASSWORD, Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import Told

ORDER = {
    "dose_mg_per_kg": "0.5 mg/kg", "weight_basis": "actual", "minutes": "40",
    "vial": "500mg/10mL", "bag_ml": "100", "preparation": "added",
}  # fmt: skip
SIGNED: dict[str, Any] = {"acknowledged": ["H4"], "reason": "first weight here", "username": "prescriber",
          "secret": PASSWORD}  # fmt: skip


def post(told: Told, path: str = "", *, who: str = "prescriber", **change: Any) -> HttpResponse:
    """Type all of it, look at what it comes to, and sign (or only look, at `path` draft/)."""
    body = {"id": str(uuid4()), **ORDER, **change}
    if not path:
        body = {"drafted": sealed(told, body, who=who), **body}
    return told.as_(who).post(f"/visits/{told.visit}/order/{path}", body)  # type: ignore[return-value]


def sealed(told: Told, body: dict[str, Any], *, who: str = "prescriber") -> str:
    """What the page that shows this order sends along with the signature."""
    page = told.as_(who).post(f"/visits/{told.visit}/order/draft/", body).content.decode()
    found = re.search(r'name="drafted" value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


def test_the_draft_shows_the_whole_arithmetic_and_records_nothing(cast: Cast) -> None:
    """By hand: 0.5 mg/kg x 70 kg = 35 mg; 35 mg of 50 mg/mL = 0.7 mL; added to a full bag of
    100 mL makes 100.7 mL; in 40 min 151 mL/h; of 10 mL remain 9.3 mL."""
    told = telling.checked_in(cast)
    before = told.kinds
    page = post(told, "draft/").content.decode()
    for figure in (">35<", ">0.7<", ">100.7<", ">151<", ">9.3<", "500 mg/10 mL"):
        assert figure in page, figure
    assert "local policy (proposed)" in page  # the status of a finding's source
    assert told.kinds == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dose_mg_per_kg": "0.5"}, "has no unit"),
        ({"dose_mg_per_kg": "35mg"}, "another kind of quantity"),
        ({"vial": "50mg/mL"}, "is a strength, not a vial"),
        ({"minutes": "soon"}, "is not a number"),
        ({"entered_mg": "350"}, "350"),
        ({"dose_mg_per_kg": "5 mg/kg"}, "mg/kg"),
    ],
)
def test_the_draft_says_what_is_wrong_while_it_is_typed(
    cast: Cast, change: dict[str, str], said: str
) -> None:
    assert said in post(telling.checked_in(cast), "draft/", **change).content.decode()


@pytest.mark.parametrize(
    ("who", "change", "status", "recorded"),
    [
        ("prescriber", {}, 302, ["OrderSigned"]),
        ("second-prescriber", {}, 302, ["OrderSigned"]),
        ("prescriber", {"acknowledged": []}, 409, []),
        ("prescriber", {"reason": ""}, 409, []),
        ("prescriber", {"secret": "not it"}, 422, []),
        ("prescriber", {"username": "nurse"}, 422, []),
        ("prescriber", {"dose_mg_per_kg": "50 mg/kg"}, 409, []),
        ("prescriber", {"entered_mg": "350"}, 409, []),
        ("nurse", {}, 403, []),
        ("far-prescriber", {}, 404, []),
    ],
)
def test_who_signs_what(
    cast: Cast, who: str, change: dict[str, Any], status: int, recorded: list[str]
) -> None:
    told = telling.checked_in(cast)
    before = told.kinds
    assert post(told, who=who, **{**SIGNED, **change}).status_code == status
    assert told.kinds[len(before) :] == recorded


def test_what_has_changed_since_it_was_shown_is_not_signed_and_is_shown_instead(cast: Cast) -> None:
    told = telling.checked_in(cast)
    body = {"id": str(uuid4()), **ORDER, **SIGNED, "acknowledged": ["H4", "H5", "H6", "R50"]}
    body["drafted"] = sealed(told, body)
    told.must("WeightMeasured", {"weight_kg": "95"})
    before = told.kinds
    answer = told.as_("prescriber").post(f"/visits/{told.visit}/order/", body)
    page = answer.content.decode()
    assert (answer.status_code, told.kinds) == (409, before)
    assert "not the order that was shown to you" in page
    assert ">47.5<" in page
    assert 'value="500mg/10mL"' in page  # what was typed
    assert SignedText.objects.filter(text__contains="SignOrder").count() == 0
    again = {**body, "drafted": sealed(told, body)}
    assert told.as_("prescriber").post(f"/visits/{told.visit}/order/", again).status_code == 302


def findings(page: str) -> dict[str, tuple[str, bool]]:
    """Of each finding that may be gone beyond: its words, and whether its box is ticked."""
    boxes = re.findall(r'name="shown" value="([^"]*)">.*?value="([^"]*)"( checked)?>', page)
    return {rule: (said, bool(checked)) for said, rule, checked in boxes}


def test_a_tick_is_for_the_finding_that_was_read_and_for_no_other(cast: Cast) -> None:
    """Another slip under the same rule, or another rule's, is not answered by it."""
    told = telling.checked_in(cast)
    asked: dict[str, Any] = {"bag_ml": "500", "minutes": "120"}
    first = findings(post(told, "draft/", **asked).content.decode())
    assert {"H1.bag", "H1.minutes", "H4"} <= set(first)
    assert not any(checked for _, checked in first.values())
    asked |= {"acknowledged": ["H1.bag"], "shown": [said for said, _ in first.values()]}
    again = findings(post(told, "draft/", **asked).content.decode())
    assert {rule for rule, (_, checked) in again.items() if checked} == {"H1.bag"}
    other = findings(post(told, "draft/", **(asked | {"bag_ml": "5000"})).content.decode())
    assert not any(checked for _, checked in other.values())


def test_who_accepts_the_bag_has_not_accepted_the_vial(cast: Cast) -> None:
    told = telling.checked_in(cast)
    slips = {**SIGNED, "bag_ml": "500", "vial": "50mg/10mL"}
    assert post(told, **{**slips, "acknowledged": ["H4", "H1.bag"]}).status_code == 409
    assert "OrderSigned" not in told.kinds
    assert post(told, **{**slips, "acknowledged": ["H4", "H1.bag", "H1.vial"]}).status_code == 302


def test_nobody_signs_what_was_never_worked_out(cast: Cast) -> None:
    told = telling.checked_in(cast)
    for drafted in ("", "0" * 64):
        assert post(told, drafted=drafted, **SIGNED).status_code == 409
    assert "OrderSigned" not in told.kinds


def test_an_order_signed_twice_from_one_page_is_one(cast: Cast) -> None:
    told, same = telling.checked_in(cast), str(uuid4())
    for _ in range(2):
        assert post(told, id=same, **SIGNED).status_code == 302
    assert told.kinds.count("OrderSigned") == 1


def test_without_a_weight_of_today_nothing_can_be_ordered(cast: Cast) -> None:
    told = telling.arrived(cast)
    assert (
        "Not weighed at this visit"
        in told.as_("prescriber").get(f"/visits/{told.visit}/order/").content.decode()
    )
    assert post(told, **SIGNED).status_code == 409
    assert "OrderSigned" not in told.kinds


def test_premedication_is_proposed_from_an_earlier_visit_and_never_ticked(cast: Cast) -> None:
    first = telling.checked_in(cast)
    assert post(first, **SIGNED, **{"pre-ondansetron-iv": "on"}).status_code == 302
    telling.prepare_and_start(first).must("StopDosing", {"reason": "x"})
    second = telling.checked_in(cast, patient=first.patient)
    page = second.as_("prescriber").get(f"/visits/{second.visit}/order/").content.decode()
    assert "pre-ondansetron-iv" in page
    assert "last visit: " in page
    assert "Nothing is ticked for you" in page
    assert " checked" not in page


def test_what_a_prescriber_looks_at_stands_beside_the_arithmetic(cast: Cast) -> None:
    """The patient's answers, the last pressure, the protocol's own dose with its source."""
    told = telling.checked_in(cast)
    told.must("SetCharted", {"bp": "131/82"})
    page = told.as_("prescriber").get(f"/visits/{told.visit}/order/").content.decode()
    for shown in ("none known", "131/82, 0 min ago", "none on record here", "Refused above"):
        assert shown in page, shown
    assert re.search(r'data-fills="id_dose_mg_per_kg" data-value="0.5 mg/kg"', page)
    assert 'value="0.5 mg/kg"' not in page.replace('data-value="0.5 mg/kg"', ""), "offered, not set"


def test_the_last_dose_and_its_premedication_stand_beside_their_drugs(cast: Cast) -> None:
    first = telling.checked_in(cast)
    assert post(first, **SIGNED, **{"pre-ondansetron-iv": "on"}).status_code == 302
    telling.prepare_and_start(first).must("StopDosing", {"reason": "x", "given_ml": "50"})
    second = telling.checked_in(cast, patient=first.patient)
    page = second.as_("prescriber").get(f"/visits/{second.visit}/order/").content.decode()
    assert "17.4 mg (ordered 0.5 mg/kg)" in page
    assert page.count("last visit: ") == 1
