"""`morrow export-model` and `morrow simulate --parquet`: files for other programs.

The dataset's DVs and the Parquet's numbers are those that `morrow simulate` prints; that the SBML
computes the same is shown in tests/pharmacology/interchange/test_sbml.py.
"""

import importlib.util
import json
from pathlib import Path

import duckdb
import libsbml
import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app
from morrow.commands import files
from morrow.pharmacology import Drug, models
from morrow.pharmacology.interchange import read_dataset

IV = ("--dose", "0.5mg/kg", "--over", "40min")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def export(*arguments: str, model: str = "kamp_2020_meta", weight: str = "70") -> Result:
    return run("export-model", "--model", model, "--weight", weight, *arguments)


def test_both_files_hold_the_regimen(tmp_path: Path) -> None:
    """0.5 mg/kg of 70 kg is 35 mg; over 40 min 0.875 mg/min."""
    xml, csv = tmp_path / "k.xml", tmp_path / "k.csv"
    result = export(*IV, "--at", "0,40", "--sbml", str(xml), "--nonmem", str(csv))
    assert result.exit_code == 0, result.stderr
    assert "doses by CMT: 1 iv; observed by CMT: 1 ketamine" in result.stdout
    assert "1,0,35,0.875,.,1,1,1,70,." in csv.read_text()
    model = libsbml.readSBMLFromFile(str(xml)).getModel()
    assert model.getNumEvents() == 2
    assert model.getParameter("dose_1").getValue() == 35

    [subject] = read_dataset(
        csv.read_bytes(), model=models.ALL["kamp_2020_meta"], drug=Drug.KETAMINE
    )
    printed = run("simulate", "--model", "kamp_2020_meta", "--weight", "70", *IV, "--at", "0,40",
                  "--json")  # fmt: skip
    told = json.loads(printed.stdout)["concentrations"]["ketamine"]
    assert [each.ng_per_ml for each in subject.measured] == told


def test_without_a_dose_the_model_alone_is_written(tmp_path: Path) -> None:
    xml = tmp_path / "k.xml"
    assert export("--sbml", str(xml)).exit_code == 0
    assert libsbml.readSBMLFromFile(str(xml)).getModel().getNumEvents() == 0


def test_a_course_is_written_day_by_day(tmp_path: Path) -> None:
    csv = tmp_path / "k.csv"
    assert export(*IV, "--days", "0,2,4", "--at", "0", "--nonmem", str(csv)).exit_code == 0
    doses = [line.split(",")[1] for line in csv.read_text().splitlines() if ",1,1,1,70" in line]
    assert doses == ["0", "2880", "5760"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (IV, 2, "name at least one file"),
        (("--nonmem", "x.csv"), 2, "--dose: give a dose"),
        (("--over", "40min", "--sbml", "x.xml"), 2, "--dose: give a dose"),
        ((*IV, "--sbml", "/nowhere/x.xml"), 2, "--sbml: /nowhere/x.xml cannot be written"),
        ((*IV, "--nonmem", "/nowhere/x.csv"), 2, "--nonmem: /nowhere/x.csv cannot be written"),
        ((*IV, "--at", "5,0", "--nonmem", "x.csv"), 2, "must not go backwards"),
        ((*IV, "--drug", "water", "--sbml", "x.xml"), 2, "write one of ketamine"),
        (("--dose", "28mg", "--route", "nasal", "--sbml", "x.xml"), 1, "no nasal route"),
        (("--age", "90", "--sbml", "x.xml"), 1, "an age of 90 years lies outside"),
    ],
)
def test_what_cannot_be_exported_says_why(
    arguments: tuple[str, ...], code: int, said: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    result = export(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert not list(tmp_path.iterdir())


def test_an_extrapolation_is_marked_in_the_file(tmp_path: Path) -> None:
    xml = tmp_path / "k.xml"
    assert export("--extrapolate", "--sbml", str(xml), weight="160").exit_code == 0
    assert "EXTRAPOLATED" in xml.read_text()


def simulate(*arguments: str) -> Result:
    return run("simulate", "--model", "otto_2021", "--weight", "70", *IV, *arguments)


def test_parquet_holds_what_csv_prints(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    printed = simulate("--at", "0,40,90", "--csv", "--parquet", str(path)).stdout
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT * FROM '{path}'").fetchall()
    assert printed.splitlines()[1:] == [
        f"{time:g},{compound},{value!r},{unit}" for time, compound, value, unit in rows
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--parquet", "/nowhere/x.parquet"), "--parquet: /nowhere/x.parquet cannot be written"),
        (("--parquet", "x.parquet", "--effects"), "--parquet: holds concentrations"),
    ],
)
def test_parquet_that_cannot_be_written_says_why(arguments: tuple[str, ...], said: str) -> None:
    result = simulate(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("package", "extra", "arguments"),
    [
        ("duckdb", "parquet", ("simulate", "--parquet", "x.parquet")),
        ("libsbml", "sbml", ("export-model", "--sbml", "x.xml", "--nonmem", "x.csv")),
    ],
)
def test_a_missing_extra_says_how_to_get_it(
    package: str, extra: str, arguments: tuple[str, ...],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found = importlib.util.find_spec
    monkeypatch.setattr(files, "find_spec", lambda name: None if name == package else found(name))
    result = run(*arguments, "--model", "otto_2021", "--weight", "70", *IV)
    assert result.exit_code == 2
    assert f"needs {package}; install it with `pip install morrow[{extra}]`" in result.stderr
    assert not list(tmp_path.iterdir())
