"""`verify` finds every tampering that it claims to find, and says where it cannot.

The journal is made by the chain's own functions; each tampering is made by hand on its entries.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from morrow.clinic.store import chain, checkpoints
from morrow.clinic.store.chain import FIRST, Entry
from morrow.clinic.store.checkpoints import Checkpoint, CheckpointsBroken, Occasion
from morrow.clinic.store.verify import Report, verify

pytestmark = pytest.mark.both

KEY = b"k" * 32
NOW = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
STREAMS = 7
LENGTH = 100
COVERED = 80

Journal = list[Entry]


def build(length: int = LENGTH) -> Journal:
    """A journal of some streams in turn."""
    heads: dict[str, tuple[int, str]] = {}
    journal: Journal = []
    for position in range(1, length + 1):
        stream = f"visit:{position % STREAMS}"
        version, previous = heads.get(stream, (0, FIRST))
        entry = Entry(
            position, stream, version + 1, f"id {position}", "r", "EventMarked", 1,
            json.dumps({"event": f"event {position}"}), "nurse", "nurse", "person", "", "clinic",
            "2027-01-04T09:30:00.000000Z", "2027-01-04T09:30:00.000000Z", previous, "",
        ).sealed()  # fmt: skip
        heads[stream] = (entry.version, entry.hash)
        journal.append(entry)
    return journal


def cover(path: Path, journal: Journal, *positions: int) -> list[Checkpoint]:
    for position in positions:
        digest = checkpoints.rolled(checkpoints.START, [e.hash for e in journal[:position]])
        with checkpoints.appending(path, KEY) as file:
            file.add(position=position, digest=digest, now=NOW)
    return checkpoints.read(path, KEY)


@pytest.fixture
def journal() -> Journal:
    return build()


@pytest.fixture
def known(tmp_path: Path, journal: Journal) -> list[Checkpoint]:
    return cover(tmp_path / "checkpoints", journal, 20, 40, 60, COVERED)


def resealed(journal: Journal, start: int) -> None:
    """Chain everything from an index on anew, as who knows the format would."""
    heads = {entry.stream: (entry.version, entry.hash) for entry in journal[:start]}
    for index in range(start, len(journal)):
        version, previous = heads.get(journal[index].stream, (0, FIRST))
        entry = journal[index]._replace(
            position=index + 1, version=version + 1, previous_hash=previous
        )
        journal[index] = entry.sealed()
        heads[entry.stream] = (version + 1, journal[index].hash)


def edit(journal: Journal) -> None:
    journal[30] = journal[30]._replace(body='{"event":"all was well"}')


def edit_the_time(journal: Journal) -> None:
    journal[30] = journal[30]._replace(happened_at="2027-01-04T09:29:00.000000Z")


def edit_the_author(journal: Journal) -> None:
    journal[30] = journal[30]._replace(author="somebody else")


def edit_and_hash_one(journal: Journal) -> None:
    edit(journal)
    journal[30] = journal[30].sealed()


def edit_and_hash_the_rest(journal: Journal) -> None:
    edit(journal)
    resealed(journal, 30)


def remove(journal: Journal) -> None:
    del journal[30]


def remove_and_renumber(journal: Journal) -> None:
    del journal[30]
    resealed(journal, 30)


def swap(journal: Journal) -> None:
    one, other = journal[30], journal[31]
    journal[30] = other._replace(position=one.position)
    journal[31] = one._replace(position=other.position)


def swap_and_hash_the_rest(journal: Journal) -> None:
    journal[30], journal[31] = journal[31], journal[30]
    resealed(journal, 30)


def insert(journal: Journal) -> None:
    journal.insert(30, journal[30]._replace(client_id="invented", position=31))


def insert_and_hash_the_rest(journal: Journal) -> None:
    insert(journal)
    resealed(journal, 30)


def duplicate(journal: Journal) -> None:
    journal.insert(31, journal[30])


def move_to_another_stream(journal: Journal) -> None:
    journal[30] = journal[30]._replace(stream="visit:other", version=1, previous_hash=FIRST)


def cut(journal: Journal) -> None:
    del journal[COVERED - 1 :]


def cut_and_write_another_end(journal: Journal) -> None:
    del journal[COVERED - 1 :]
    journal.extend(build(LENGTH + 20)[COVERED - 1 :])
    journal[COVERED - 1] = journal[COVERED - 1]._replace(body="{}")
    resealed(journal, COVERED - 1)


def put_back_an_older_one(journal: Journal) -> None:
    del journal[50:]


TAMPERINGS: list[tuple[Callable[[Journal], None], int, int]] = [
    # what is done, and between which positions it must be reported
    (edit, 31, 31),
    (edit_the_time, 31, 31),
    (edit_the_author, 31, 31),
    (edit_and_hash_one, 31, 38),  # at the latest by the stream's next entry
    (edit_and_hash_the_rest, 21, 40),  # by the next checkpoint
    (remove, 31, 31),
    (remove_and_renumber, 21, 40),
    (swap, 31, 31),
    (swap_and_hash_the_rest, 21, 40),
    (insert, 31, 31),
    (insert_and_hash_the_rest, 21, 40),
    (duplicate, 31, 32),
    (move_to_another_stream, 31, 31),
    (cut, 61, COVERED),
    (cut_and_write_another_end, 61, COVERED),
    (put_back_an_older_one, 41, 60),
]


def test_an_untouched_journal_has_no_fault(journal: Journal, known: list[Checkpoint]) -> None:
    report = verify(journal, known)
    assert report.faults == []
    assert (report.entries, report.streams, report.covered.position) == (LENGTH, STREAMS, COVERED)


@pytest.mark.parametrize(
    ("tamper", "first", "last"), TAMPERINGS, ids=lambda it: getattr(it, "__name__", "")
)
def test_a_tampering_is_found_where_it_is(
    journal: Journal,
    known: list[Checkpoint],
    tamper: Callable[[Journal], None],
    first: int,
    last: int,
) -> None:
    tamper(journal)
    report = verify(journal, known)
    assert report.faults
    assert first <= report.faults[0].position <= last, str(report.faults[0])


@pytest.mark.parametrize(
    "tamper", [edit_and_hash_the_rest, remove_and_renumber, cut, put_back_an_older_one]
)
def test_the_chain_alone_would_miss_what_checkpoints_find(
    journal: Journal, tamper: Callable[[Journal], None]
) -> None:
    """The control: so it is the checkpoints that find these."""
    tamper(journal)
    assert verify(journal, []).faults == []


def test_a_gap_in_a_streams_versions_is_found_without_checkpoints(journal: Journal) -> None:
    journal[-1] = journal[-1]._replace(version=journal[-1].version + 1).sealed()
    [fault] = verify(journal, []).faults
    assert fault.position == LENGTH


def test_the_window_that_nothing_covers_is_named(journal: Journal, known: list[Checkpoint]) -> None:
    del journal[90:]
    report = verify(journal, known)
    assert report.faults == []
    assert "positions 81 to 90" in report.window
    assert "no checkpoint was ever made" in verify(journal, []).window
    assert "every entry is covered" in verify(journal[:COVERED], known).window


@pytest.mark.parametrize(
    ("facts", "minutes", "is_overdue"),
    [(1_000, 60, False), (1_001, 1, True), (1, 61, True), (0, 10_000, False)],
)
def test_a_window_beyond_either_bound_is_overdue(
    facts: int, minutes: int, *, is_overdue: bool
) -> None:
    last = Checkpoint(position=7, digest="", at=chain.instant_text(NOW), occasion=Occasion.REGULAR)
    written_at = chain.instant_text(NOW + timedelta(minutes=minutes))
    words = checkpoints.overdue(last, end=7 + facts, written_at=written_at)
    assert bool(words) == is_overdue


def test_facts_without_any_checkpoint_are_overdue_and_an_empty_journal_is_not(
    journal: Journal, known: list[Checkpoint]
) -> None:
    assert "no checkpoint" in verify(journal, []).overdue
    assert verify(journal, known).overdue == ""
    assert verify([], []).overdue == ""


def test_after_a_restore_the_journal_may_end_earlier_but_not_differ(
    tmp_path: Path, journal: Journal, known: list[Checkpoint]
) -> None:
    del journal[50:]
    digest = verify(journal, []).digest
    with checkpoints.appending(tmp_path / "checkpoints", KEY) as file:
        file.add(position=50, digest=digest, now=NOW, occasion=Occasion.RESTORED)
    known = checkpoints.read(tmp_path / "checkpoints", KEY)
    report = verify(journal, known)
    assert report.faults == []
    assert [each.position for each in report.restored] == [50]
    edit_and_hash_the_rest(journal)
    assert verify(journal, known).faults


def line(path: Path, number: int, change: Callable[[str], str]) -> None:
    lines = path.read_text().splitlines(keepends=True)
    lines[number] = change(lines[number])
    path.write_text("".join(lines))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"position":40', '"position":41'),
        lambda text: text.replace('"regular"', '"restored"'),
        lambda text: "",
        lambda text: "{}\n",
        lambda text: text + text,
    ],
)
def test_an_altered_checkpoint_is_found(
    tmp_path: Path, known: list[Checkpoint], change: Callable[[str], str]
) -> None:
    line(tmp_path / "checkpoints", 1, change)
    with pytest.raises(CheckpointsBroken, match=r"line [23]"):
        checkpoints.read(tmp_path / "checkpoints", KEY)


def test_checkpoints_need_the_clinics_key(tmp_path: Path, known: list[Checkpoint]) -> None:
    with pytest.raises(CheckpointsBroken, match="another key"):
        checkpoints.read(tmp_path / "checkpoints", b"x" * 32)
    with (
        pytest.raises(CheckpointsBroken, match="another key"),
        checkpoints.appending(tmp_path / "checkpoints", b"x" * 32),
    ):
        pass


def test_a_line_that_a_crash_cut_off_is_no_checkpoint(
    tmp_path: Path, journal: Journal, known: list[Checkpoint]
) -> None:
    path = tmp_path / "checkpoints"
    with path.open("a") as file:
        file.write('{"at":"2027')
    assert checkpoints.read(path, KEY) == known
    assert len(cover(path, journal, LENGTH)) == len(known) + 1


def test_a_hundred_thousand_entries_are_verified_in_seconds() -> None:
    """The goal is 10 s for a million; a tenth of it, with room for a busy machine."""
    import time

    journal = build(100_000)
    start = time.process_time()
    report: Report = verify(journal, [])
    assert report.faults == []
    assert time.process_time() - start < 3
