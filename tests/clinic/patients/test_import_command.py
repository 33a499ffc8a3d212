"""`morrow import`: the import page's reader and action, as an operator meets them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.own_store import OwnStore, own_store
from tests.clinic.store.test_commands import serving

HEADER = "record_number,family_name,given_name,birth_date\n"
GOOD = HEADER + "I-1,Synthetic,One,1980-01-01\nI-2,Synthetic,Two,1990-01-01\n"
OPEN = ("--zone", "UTC", "--admin", "Ada Okafor", "--username", "ada.okafor")
IMPORTED = """
from morrow.clinic import journal
found = [each for each in journal.since(0) if type(each.fact).__name__ == "PatientRegistered"]
print(json.dumps([[each.fact.record_number, each.by, each.origin.value] for each in found]))
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OwnStore]:
    with own_store(tmp_path / "clinic", migrated=True) as store:
        store.done("open-clinic", "Harbor Street", *OPEN)
        yield store


def write(tmp_path: Path, text: str) -> str:
    file = tmp_path / "patients.csv"
    file.write_text(text)
    return str(file)


def test_a_file_is_imported_once_and_a_rehearsal_stores_nothing(
    store: OwnStore, tmp_path: Path
) -> None:
    command = ["import", write(tmp_path, GOOD), "--clinic", "Harbor Street"]
    rehearsed = store.done(*command, "--dry-run")
    assert rehearsed == ("Would be imported (nothing was stored): 2 registered, 0 known already.\n")
    assert store.python(IMPORTED) == []
    assert store.done(*command) == "Imported: 2 registered, 0 known already.\n"
    known = {"registered": 0, "known": 2, "problems": [], "dry_run": False}
    assert json.loads(store.done(*command, "--json")) == known
    assert store.python(IMPORTED) == [
        ["I-1", "command-line", "import"], ["I-2", "command-line", "import"],
    ]  # fmt: skip
    assert "0 faults; every entry is covered" in store.done("verify")


def test_a_bad_line_is_named_and_nothing_is_imported(store: OwnStore, tmp_path: Path) -> None:
    command = [
        "import",
        write(tmp_path, GOOD + "I-3,,Three,1990-01-32\n"),
        "--clinic",
        "Harbor Street",
    ]
    refused = store.run(*command)
    assert refused.returncode == 1
    lines = refused.stderr.splitlines()
    assert [line.partition(", ")[2].partition(":")[0] for line in lines[:-1]] == [
        "line 4, family_name", "line 4, birth_date",
    ]  # fmt: skip
    assert all("; right: " in line for line in lines[:-1])
    assert lines[-1] == "Nothing was imported."
    told = store.run(*command, "--json")
    [name, day] = json.loads(told.stdout)["problems"]
    assert (told.returncode, name["line"], day["field"]) == (1, 4, "birth_date")
    assert store.python(IMPORTED) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["@good", "--clinic", "Nowhere"], "--clinic: there is no clinic 'Nowhere'; there are: 'Harbor Street' ("),
        (["@gone", "--clinic", "Harbor Street"], "FILE: "),
        (["@good"], "--clinic"),
    ],
)  # fmt: skip
def test_what_names_nothing_is_bad_usage(
    store: OwnStore, tmp_path: Path, arguments: list[str], said: str
) -> None:
    files = {"@good": write(tmp_path, GOOD), "@gone": str(tmp_path / "gone.csv")}
    refused = store.run("import", *(files.get(each, each) for each in arguments))
    assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr


def test_who_serves_holds_the_store(store: OwnStore, tmp_path: Path) -> None:
    command = ["import", write(tmp_path, GOOD), "--clinic", "Harbor Street"]
    with serving(store):
        held = store.run(*command)
        assert (held.returncode, "stop `morrow serve` first" in held.stderr) == (1, True)
    assert store.python(IMPORTED) == []
