"""The synthetic clinic: every phase and every trouble that a newcomer should meet, by the rules."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from morrow.care.visit.values import Phase
from tests.clinic.own_store import OwnStore, own_store

FILL = """
from tests.clinic.demo.summary import summary
print(json.dumps(summary(seed={seed})))
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnStore]:
    with own_store(tmp_path_factory.mktemp("demo"), migrated=True) as empty:
        yield empty


@pytest.fixture(scope="module")
def found(store: OwnStore) -> Any:
    return store.python(FILL.format(seed=1))


def test_twelve_chairs_are_taken_and_every_nurse_has_one_dose_running_at_most(found: Any) -> None:
    gone = {"discharged", "signed", "left", "not-done"}
    here = [r for r in found["visits"].values() if r["chair"] and r["phase"] not in gone]
    assert len({row["chair"] for row in here}) == len(here) == 12
    dosing = {"infusing", "paused", "injected", "spraying"}
    assert max(Counter(r["nurse"] for r in here if r["phase"] in dosing).values()) == 1


def test_a_visit_is_in_every_phase_but_transferred(found: Any) -> None:
    assert {row["phase"] for row in found["visits"].values()} == set(Phase) - {Phase.TRANSFERRED}


def test_all_three_routes_are_under_way(found: Any) -> None:
    visits = found["visits"]
    assert (visits["Juniper"]["route"], visits["Juniper"]["phase"]) == ("im", "injected")
    assert (visits["Larch"]["route"], visits["Larch"]["phase"]) == ("nasal", "spraying")
    assert visits["Alder"]["route"] == "iv"


def test_the_climbing_pressure_has_raised_an_alarm(found: Any) -> None:
    assert found["visits"]["Birch"]["alarm"] == "repeat"


def test_one_reading_is_overdue(found: Any) -> None:
    assert found["overdue"] == ["Elm"]


def test_who_may_not_start_is_held_by_medicine_pressure_and_escort_alone(found: Any) -> None:
    assert sorted(found["start"]["Rowan"]) == ["R13", "R26", "R27"]


def test_who_is_ready_is_held_by_nothing_and_who_may_go_by_nothing(found: Any) -> None:
    assert found["start"]["Spruce"] == []
    assert found["discharge"]["Pine"] == []
    assert found["discharge"]["Oak"] != []


def test_the_director_finds_a_breach_an_override_and_an_emergency_opening(found: Any) -> None:
    assert {"InfusionFoundRunning", "GateOverridden", "OpeningExplained"} <= set(found["kinds"])
    assert found["openings"] == [[True]]
    assert found["explained"] == 0  # nobody has reviewed it yet
    assert found["visits"]["Walnut"]["flags"] == 1


def test_every_protocol_is_in_force_and_one_version_waits(found: Any) -> None:
    assert set(found["protocols"]["in_force"].values()) == {1}
    assert ["iv-ketamine", 2] in found["protocols"]["prepared"]
    assert len(found["protocols"]["prepared"]) == len(found["protocols"]["in_force"]) + 1


def test_earlier_visits_are_signed_but_the_one_with_the_breach(found: Any) -> None:
    phases = Counter(phase for (phase,) in found["earlier"])
    assert phases.keys() == {"signed", "discharged"}
    assert phases["discharged"] == 1


def test_everybody_signs_in_with_what_is_printed(found: Any) -> None:
    assert found["sign_in"] == dict.fromkeys(found["sign_in"], True)


def test_nothing_is_recorded_before_it_happened_or_out_of_order(found: Any) -> None:
    recorded = [line.split(" ")[3] for line in found["told"] if "ketamine" not in line[:9]]
    visits = recorded[next(i for i, t in enumerate(found["told"]) if t.startswith("VisitBooked")) :]
    assert visits == sorted(visits)


def test_the_store_verifies_and_a_rebuild_changes_no_row(found: Any, store: OwnStore) -> None:
    del found  # filled by now
    assert "0 faults" in store.done("verify")
    assert store.done("rebuild", "--check").startswith("0 rows")


@pytest.mark.long
def test_the_same_seed_tells_the_same_day(found: Any, tmp_path: Path) -> None:
    with own_store(tmp_path, migrated=True) as other:
        again = other.python(FILL.format(seed=1))
    assert again["told"] == found["told"]
