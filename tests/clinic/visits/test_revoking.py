"""Revoking a signed order: who may, what it needs, and when it is offered."""

import pytest

from morrow.clinic import journal, streams
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import ORDER, Told

REASON = {"reason": "another weight"}


def ordered(cast: Cast) -> Told:
    told = telling.checked_in(cast)
    return told.must("SignOrder", ORDER, who="prescriber", signs="prescriber")


def commands(told: Told) -> list[str]:
    view = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    found: list[str] = view["commands"]
    return found


@pytest.mark.parametrize(
    ("who", "signs", "status"),
    [
        ("prescriber", "prescriber", 200),
        ("nurse", "prescriber", 200),  # on the nurse's tablet, on the spot
        ("prescriber", "second-prescriber", 200),
        ("prescriber", "", 422),
        ("prescriber", "nurse", 422),
        ("nurse", "", 403),
        ("nurse", "nurse", 422),
        ("far-prescriber", "far-prescriber", 404),
        ("coordinator", "", 403),
    ],
)
def test_a_prescriber_revokes_by_a_fresh_signature(
    cast: Cast, who: str, signs: str, status: int
) -> None:
    told = ordered(cast)
    before = told.kinds
    body = {"order": told.order(), **REASON}
    assert told.act("RevokeOrder", body, who=who, signs=signs).status_code == status
    assert told.kinds[len(before) :] == (["OrderRevoked"] if status == 200 else [])
    if status == 200:
        last = journal.read(streams.of_visit(told.visit))[-1]
        assert (last.by, last.role) == (str(cast.people[signs]), "prescriber")


def test_it_is_offered_while_an_order_stands_and_nothing_was_given(cast: Cast) -> None:
    told = telling.checked_in(cast)
    assert "RevokeOrder" not in commands(told)
    told.must("SignOrder", ORDER, who="prescriber", signs="prescriber")
    assert "RevokeOrder" in commands(told)
    told.must("RevokeOrder", {"order": told.order(), **REASON}, who="nurse", signs="prescriber")
    assert "RevokeOrder" not in commands(told)
    telling.prepare_and_start(told.must("SignOrder", ORDER, who="prescriber", signs="prescriber"))
    assert "RevokeOrder" not in commands(told)
    answer = told.act("RevokeOrder", {"order": told.order(), **REASON}, signs="prescriber")
    assert (answer.status_code, answer.json()["held"][0]["rule"]) == (409, "ORDER.begun")


def test_a_revoked_order_starts_nothing(cast: Cast) -> None:
    told = telling.ready(cast)
    order = told.order()
    told.must("RevokeOrder", {"order": order, **REASON}, who="prescriber", signs="prescriber")
    answer = told.act("StartInfusion", {"order": order})
    assert (answer.status_code, "ORDER" in answer.content.decode()) == (409, True)


def test_a_reason_is_needed(cast: Cast) -> None:
    told = ordered(cast)
    answer = told.act("RevokeOrder", {"order": told.order(), "reason": ""}, signs="prescriber")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
