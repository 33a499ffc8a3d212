"""A backup is one encrypted file; restored into an empty store, it is the same clinic."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from morrow.clinic.config import Config
from morrow.clinic.store import container, keys
from morrow.clinic.store.container import Unreadable
from tests.clinic.own_store import OwnStore, own_store

pytestmark = pytest.mark.both

KEY = b"k" * 32

CHART = """
from datetime import UTC, datetime
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.clinic import journal
from morrow.clinic.store import writer, checkpointer
now = datetime.now(UTC)
stamp = journal.Stamp(by="nurse", role="nurse", clinic="1", now=now)
for n in range({count}):
    fact = EventMarked(event=f"event {{n}} ☃")
    journal.append(f"visit:{{n % 5}}", facts=[fact], expected_version=None, stamp=stamp)
checkpointer.cover(now)
from django.contrib.contenttypes.models import ContentType
writer.write(lambda: ContentType.objects.create(app_label="own", model="{count}"))
writer.close()
"""
READ = """
from django.contrib.contenttypes.models import ContentType
from morrow.clinic.store import entries
own = ContentType.objects.filter(app_label="own").order_by("id").values_list("id", "model")
print(json.dumps([list(entries.everything()), list(own)]))
"""


FAILING = """
from datetime import UTC, datetime
from pathlib import Path
from morrow.clinic.store import checkpoints, lock, restore
def fail(*_, **__):
    raise OSError("the disk is full")
checkpoints.Appender.add = fail
with lock.hold():
    restore.restore(Path("{file}"), now=datetime.now(UTC))
"""
HALF = """
from pathlib import Path
from morrow.clinic.commands import store
from morrow.exchange import lines
wrote, write = [], lines.write
def some(recorded):
    wrote.append(1)
    if len(wrote) > 3:
        raise RuntimeError("no such kind")
    return write(recorded)
lines.write = some
store.export(file=Path("{file}"), streams=())
"""


@dataclass(frozen=True)
class BackedUp:
    """A clinic with facts and a row of an ordinary table, its backup, and what it then held."""

    store: OwnStore
    file: Path
    held: Any


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackedUp]:
    folder = tmp_path_factory.mktemp("backup")
    with own_store(folder / "clinic", migrated=True) as store:
        store.python(CHART.format(count=12))
        assert "up to position 12" in store.done("backup", str(folder / "backup"))
        yield BackedUp(store, folder / "backup", store.python(READ))


@pytest.fixture
def ruin(tmp_path: Path, clinic: BackedUp) -> Iterator[OwnStore]:
    """Where the clinic is to stand again: nothing there but its key, brought from elsewhere."""
    with own_store(tmp_path / "ruin") as store:
        store.folder.mkdir()
        shutil.copy(clinic.store.folder / "morrow.key", store.folder)
        yield store


def test_a_rehearsed_restore_gives_the_same_clinic(clinic: BackedUp, ruin: OwnStore) -> None:
    assert "event 1" not in clinic.file.read_bytes().decode(errors="replace")
    assert "Restored 12 facts" in ruin.done("restore", str(clinic.file))
    assert ruin.python(READ) == clinic.held
    assert "0 rows" in ruin.done("rebuild", "--check")
    ruin.python(CHART.format(count=3))  # and work goes on
    verified = json.loads(ruin.done("verify", "--json"))
    assert (verified["end"], verified["faults"]) == (15, [])


@pytest.mark.skipif(settings.MORROW.embedded, reason="needs both engines")
def test_a_backup_of_the_embedded_store_restores_into_postgresql(
    ruin: OwnStore, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    with own_store(tmp_path / "embedded", embedded=True) as embedded:
        embedded.done("migrate")
        embedded.python(CHART.format(count=4))
        embedded.done("backup", str(file))
        key = {"MORROW_KEY_FILE": str(embedded.folder / "morrow.key")}
        restored = ruin.run("restore", str(file), **key)
        assert "Restored 4 facts" in restored.stdout, restored.stderr
        entries, rows = embedded.python(READ)
    assert ruin.python(READ) == [entries, rows]


def test_what_was_written_after_the_backup_is_reported_as_lost(
    clinic: BackedUp, ruin: OwnStore
) -> None:
    clinic.store.python(CHART.format(count=2))
    elsewhere = {"MORROW_CHECKPOINT_FILE": str(clinic.store.folder / "checkpoints.log")}
    restored = ruin.run("restore", str(clinic.file), **elsewhere)
    assert restored.returncode == 0, restored.stderr
    assert "LOST: facts 13 to 14" in restored.stderr
    verified = ruin.run("verify", **elsewhere)
    assert verified.returncode == 0, verified.stderr
    assert "restored from a backup" in verified.stdout


def test_a_restore_never_overwrites(clinic: BackedUp) -> None:
    refused = clinic.store.run("restore", str(clinic.file))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert clinic.store.python(READ)[0][:12] == clinic.held[0]


def test_a_restore_that_cannot_note_what_it_did_does_nothing_and_can_be_tried_again(
    clinic: BackedUp, ruin: OwnStore, tmp_path: Path
) -> None:
    (tmp_path / "no-folder").write_text("a file")
    nowhere = {"MORROW_CHECKPOINT_FILE": str(tmp_path / "no-folder" / "checkpoints.log")}
    refused = ruin.run("restore", str(clinic.file), **nowhere)
    assert refused.returncode != 0
    assert "Restored 12 facts" in ruin.done("restore", str(clinic.file))


def test_a_restore_whose_note_fails_stores_nothing(clinic: BackedUp, ruin: OwnStore) -> None:
    with pytest.raises(AssertionError, match="the disk is full"):
        ruin.python(FAILING.format(file=str(clinic.file)))
    assert "Restored 12 facts" in ruin.done("restore", str(clinic.file))
    assert ruin.python(READ) == clinic.held


def test_a_lost_checkpoint_file_is_said_aloud(clinic: BackedUp, tmp_path: Path) -> None:
    lost = {"MORROW_CHECKPOINT_FILE": str(tmp_path / "lost.log")}
    for command in ("verify", "check"):
        answer = clinic.store.run(command, **lost)
        assert answer.returncode == 1
        assert "there is no checkpoint" in answer.stderr + answer.stdout


def test_an_export_is_for_its_owner_and_leaves_nothing_half(
    clinic: BackedUp, tmp_path: Path
) -> None:
    whole, half = tmp_path / "whole.jsonl", tmp_path / "half.jsonl"
    clinic.store.done("export", str(whole))
    assert whole.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AssertionError, match="no such kind"):
        clinic.store.python(HALF.format(file=str(half)))
    assert not half.exists()


def test_a_wrong_key_and_a_cut_file_are_refused_and_change_nothing(
    clinic: BackedUp, ruin: OwnStore, tmp_path: Path
) -> None:
    (tmp_path / "cut").write_bytes(clinic.file.read_bytes()[:-100])
    (tmp_path / "other").mkdir()
    keys.create(Config(data_dir=tmp_path / "other"))
    for file, key, says in (
        (tmp_path / "cut", clinic.store.folder / "morrow.key", "cut off"),
        (clinic.file, tmp_path / "other" / "morrow.key", "another key"),
    ):
        refused = ruin.run("restore", str(file), MORROW_KEY_FILE=str(key))
        assert refused.returncode == 1
        assert says in refused.stderr
        assert not (ruin.folder / "morrow.db").exists()
    assert "Restored 12 facts" in ruin.done("restore", str(clinic.file))


def test_a_backup_with_a_tampered_journal_is_refused(
    clinic: BackedUp, ruin: OwnStore, tmp_path: Path
) -> None:
    """Made by who has the key: the chain and the checkpoints in the backup still find it."""
    key = keys.read(Config(data_dir=clinic.store.folder)).derive("backup")
    lines = list(container.read(clinic.file, key))
    forged = tmp_path / "forged"
    container.write(forged, key, [line.replace("event 7", "event 8") for line in lines])
    refused = ruin.run("restore", str(forged))
    assert refused.returncode == 1
    assert "position 8, visit:2: edited" in refused.stderr


def test_a_container_gives_back_its_lines(tmp_path: Path) -> None:
    lines = [f"{n} ☃ {'x' * (n % 100)}" for n in range(1000)]
    container.write(tmp_path / "c", KEY, lines)
    assert list(container.read(tmp_path / "c", KEY)) == lines


@pytest.fixture
def several_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    import random

    chance = random.Random(1)
    monkeypatch.setattr(container, "CHUNK", 1000)
    container.write(tmp_path / "c", KEY, [chance.randbytes(50).hex() for _ in range(100)])
    return (tmp_path / "c").read_bytes()


def chunks(content: bytes) -> tuple[bytes, list[bytes]]:
    """Split a container into its head and its chunks, by its documented format."""
    head, rest = content[: content.index(b"}\n") + 2], content[content.index(b"}\n") + 2 :]
    found = []
    while rest:
        length = 4 + int.from_bytes(rest[:4])
        found.append(rest[:length])
        rest = rest[length:]
    return head, found


def test_chunks_left_out_exchanged_or_cut_are_found(several_chunks: bytes, tmp_path: Path) -> None:
    head, parts = chunks(several_chunks)
    assert len(parts) > 3
    for wrong in (parts[:-1], parts[1:], [parts[1], parts[0], *parts[2:]], [*parts, parts[-1]], []):
        (tmp_path / "wrong").write_bytes(head + b"".join(wrong))
        with pytest.raises(Unreadable):
            list(container.read(tmp_path / "wrong", KEY))


def test_a_file_cut_anywhere_is_found(several_chunks: bytes, tmp_path: Path) -> None:
    for length in range(0, len(several_chunks), 97):
        (tmp_path / "cut").write_bytes(several_chunks[:length])
        with pytest.raises(Unreadable):
            list(container.read(tmp_path / "cut", KEY))


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "one"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        container.write(tmp_path / "c", KEY, lines())
    assert list(tmp_path.iterdir()) == []


def test_another_backup_under_way_keeps_its_file(tmp_path: Path) -> None:
    (tmp_path / "c.partial").write_text("another process's")
    with pytest.raises(FileExistsError):
        container.write(tmp_path / "c", KEY, ["one"])
    assert (tmp_path / "c.partial").read_text() == "another process's"


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("precious")
    with pytest.raises(FileExistsError):
        container.write(tmp_path / "c", KEY, ["x"])
    assert (tmp_path / "c").read_text() == "precious"
