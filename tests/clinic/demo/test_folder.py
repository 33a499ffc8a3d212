"""The demonstration's folder: nothing is deleted that no demonstration has made."""

import fcntl
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from morrow.demo import folder
from morrow.demo.clinic.zones import OPEN_HOURS, zone_for
from morrow.demo.folder import NotOurs


def demo_in(path: Path, *, is_demo: object = True) -> Path:
    (path / folder.KEY).write_text(json.dumps({"demo": is_demo}))
    (path / folder.STORE).write_text("a store")
    (path / folder.CHAIRS).write_text("[]")
    return path


def names(path: Path) -> set[str]:
    return {each.name for each in path.iterdir()}


def test_an_empty_or_missing_folder_is_for_a_new_clinic(tmp_path: Path) -> None:
    assert folder.prepare(tmp_path / "new", keep=False)
    assert folder.prepare(tmp_path / "kept", keep=True)


def test_an_earlier_demo_is_replaced_or_kept_as_asked(tmp_path: Path) -> None:
    demo_in(tmp_path)
    assert not folder.prepare(tmp_path, keep=True)
    assert names(tmp_path) == {folder.KEY, folder.STORE, folder.CHAIRS}
    assert folder.prepare(tmp_path, keep=False)
    assert names(tmp_path) == set()


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("is_demo", [False, "yes", None])
def test_a_clinics_own_store_is_left_alone(tmp_path: Path, is_demo: object, keep: bool) -> None:
    before = names(demo_in(tmp_path, is_demo=is_demo))
    with pytest.raises(NotOurs, match="no demo made"):
        folder.prepare(tmp_path, keep=keep)
    assert names(tmp_path) == before


def test_a_store_whose_key_is_gone_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / folder.STORE).write_text("a store")
    with pytest.raises(NotOurs, match="no demo made"):
        folder.prepare(tmp_path, keep=False)
    assert names(tmp_path) == {folder.STORE}


def test_a_folder_with_anything_else_is_left_alone_and_the_thing_named(tmp_path: Path) -> None:
    (demo_in(tmp_path) / "thesis.odt").write_text("two years of work")
    with pytest.raises(NotOurs, match=r"thesis\.odt"):
        folder.prepare(tmp_path, keep=False)
    assert (tmp_path / "thesis.odt").exists()


def test_the_folder_of_a_running_demo_is_left_alone(tmp_path: Path) -> None:
    demo_in(tmp_path)
    with (tmp_path / folder.LOCK).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for keep in (True, False):
            with pytest.raises(NotOurs, match="Another demo is running"):
                folder.prepare(tmp_path, keep=keep)
    assert (tmp_path / folder.STORE).exists()


def test_a_kept_clinics_monitors_go_on_from_the_minute_that_the_dose_has_reached(
    tmp_path: Path,
) -> None:
    rows = [
        {"monitor": {"device": "MON-01", "start_min": 0.0}, "dose_at": "2026-03-10T18:00:00+00:00"},
        {"monitor": {"device": "MON-02", "start_min": -10000.0}, "dose_at": None},
    ]
    (tmp_path / folder.CHAIRS).write_text(json.dumps(rows))
    written = folder.write_scenario(tmp_path, now=datetime(2026, 3, 10, 18, 30, tzinfo=UTC))
    assert [row["start_min"] for row in json.loads(written.read_text())] == [30.0, -10000.0]


@pytest.mark.parametrize("hour", range(24))
def test_whenever_it_is_started_the_clinics_day_is_in_progress(hour: int) -> None:
    now = datetime(2026, 3, 10, hour, 59, tzinfo=UTC)
    assert now.astimezone(ZoneInfo(zone_for(now, ""))).hour == 13
    assert now.astimezone(ZoneInfo(zone_for(now, "Asia/Kolkata"))).hour in OPEN_HOURS


def test_in_the_daytime_the_clinics_clock_is_this_machines() -> None:
    assert zone_for(datetime(2026, 3, 10, 15, 0, tzinfo=UTC), "America/New_York") == (
        "America/New_York"
    )
    assert zone_for(datetime(2026, 3, 10, 14, 59, tzinfo=UTC), "America/New_York") == "Etc/GMT+1"
