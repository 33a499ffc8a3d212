"""Traces and populations as CSV and Parquet, read back by the csv module and by DuckDB."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pytest

from morrow.pharmacology import Drug, Patient, Regimen, infusion, models, simulate, simulate_band
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.interchange import Table, as_csv, table, write_parquet
from morrow.pharmacology.population import (
    MOST_PATIENTS,
    Band,
    Population,
    simulate_population,
)
from morrow.pharmacology.regimen import RegimenError

OTTO: Final = models.ALL["otto_2021"]
ADULT: Final = Patient(weight_kg=70, age_y=24)
REGIMEN: Final = Regimen(drug=Drug.ESKETAMINE, doses=(infusion(amount_mg=10, over_min=30),))
AT: Final = (0.0, 15, 30, 61.5)


def trace() -> Trace:
    found = simulate(OTTO, ADULT, REGIMEN, AT)
    assert isinstance(found, Trace)
    return found


def population(patients: int = 5) -> Population:
    found = simulate_population(OTTO, ADULT, REGIMEN, AT, patients=patients, seed=1)
    assert isinstance(found, Population)
    return found


def band() -> Band:
    found = simulate_band(OTTO, ADULT, REGIMEN, AT, patients=5, seed=1)
    assert isinstance(found, Band)
    return found


TABLES: Final[dict[str, Callable[[], Trace | Band | Population]]] = {
    "trace": trace,
    "band": band,
    "population": population,
}


def queried(statement: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(statement).fetchall()


def rows_of(found: Table) -> list[tuple[Any, ...]]:
    return list(zip(*(np.asarray(each).tolist() for each in found.columns.values()), strict=True))


@pytest.mark.parametrize("kind", TABLES)
def test_duckdb_reads_back_every_row_and_what_it_is_about(kind: str, tmp_path: Path) -> None:
    found, path = table(TABLES[kind]()), tmp_path / "it's.parquet"
    write_parquet(found, path)
    quoted = str(path).replace("'", "''")
    assert queried(f"SELECT * FROM '{quoted}'") == rows_of(found)
    told = queried(f"SELECT key, value FROM parquet_kv_metadata('{quoted}')")
    about = {bytes(key).decode(): bytes(value).decode() for key, value in told}
    assert about == dict(found.about)
    assert "Otto" in about["sources"]
    assert about["sampling"] == "venous"


@pytest.mark.parametrize("kind", TABLES)
def test_csv_holds_the_same_numbers_to_the_last_digit(kind: str) -> None:
    found = table(TABLES[kind]())
    header, *rows = csv.reader(io.StringIO(as_csv(found)))
    assert header == list(found.columns)
    for cells, wanted in zip(rows, rows_of(found), strict=True):
        assert [type(value)(cell) for cell, value in zip(cells, wanted, strict=True)] == [*wanted]


def test_each_row_is_where_its_number_belongs() -> None:
    told = population()
    for patient, time, compound, value, unit in rows_of(table(told)):
        row, column = AT.index(time), list(told.trace.ng_per_ml).index(compound)
        assert value == told.ng_per_ml[patient - 1, row, column]
        assert unit == "ng/mL"
    assert [(time, name, value) for time, name, value, _ in rows_of(table(trace()))] == [
        (time, name, value) for time, name, value, _ in trace().rows()
    ]


def test_a_band_is_that_of_the_population_of_its_seed() -> None:
    low, high = np.percentile(population().ng_per_ml, (10, 90), axis=0)
    for column, name in enumerate(band().low):
        assert band().low[name] == pytest.approx(low[:, column], rel=1e-12)
        assert band().high[name] == pytest.approx(high[:, column], rel=1e-12)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_parquet(table(trace()), tmp_path / "nowhere" / "x.parquet")


@pytest.mark.parametrize("patients", [0, MOST_PATIENTS + 1])
def test_the_number_of_patients_has_limits(patients: int) -> None:
    with pytest.raises(RegimenError, match="1 to 10,000 patients"):
        population(patients)
