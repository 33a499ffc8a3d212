"""Checkpoints are made while the clinic runs, often enough and at the end."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from morrow.clinic.store import checkpointer, checkpoints, entries, keys
from morrow.clinic.store.checkpointer import Checkpointer, JournalCut, cover
from morrow.clinic.store.verify import verify
from tests.clinic.journal.test_append import mark

NOW = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("real_store")]


@pytest.fixture(autouse=True)
def path() -> Iterator[Path]:
    file = settings.MORROW.checkpoint_file
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)


def known() -> list[checkpoints.Checkpoint]:
    key = keys.read(settings.MORROW).derive("checkpoints")
    return checkpoints.read(settings.MORROW.checkpoint_file, key)


def test_a_checkpoint_covers_what_was_appended() -> None:
    mark("a")
    assert cover(NOW) == 1
    assert cover(NOW) == 1  # nothing new, no new line
    mark("b")
    mark("c")
    assert cover(NOW) == 3
    report = verify(entries.everything(), known())
    assert (report.faults, report.covered.position, len(known())) == ([], 3, 2)


def test_a_journal_that_ends_before_its_checkpoint_gets_no_new_one() -> None:
    key = keys.read(settings.MORROW).derive("checkpoints")
    with checkpoints.appending(settings.MORROW.checkpoint_file, key) as file:
        file.add(position=5, digest="0" * 64, now=NOW)
    mark("a")
    with pytest.raises(JournalCut, match="ends at 1, its checkpoint is at 5"):
        cover(NOW)
    assert len(known()) == 1


def test_the_clinic_is_covered_when_it_opens_often_enough_and_when_it_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkpointer, "BEGIN_AT_ENTRIES", 3)
    mark("left uncovered by a crash")
    thread = Checkpointer()
    thread.start()
    for number in range(6):
        mark(str(number))
    thread.stop()
    positions = [each.position for each in known()]
    assert positions[0] <= 7
    assert positions[-1] == 7
    assert verify(entries.everything(), known()).faults == []


def test_charting_goes_on_when_no_checkpoint_can_be_made(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.mkdir()
    thread = Checkpointer()
    thread.start()
    mark("still charted")
    thread.stop()
    path.rmdir()
    assert "no checkpoint could be made" in caplog.text
    assert entries.end() == 1
