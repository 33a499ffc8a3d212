"""Traces and populations as columns, for CSV and for Parquet (which DuckDB writes).

    trace        time_min, compound, concentration, unit
    band         time_min, compound, typical, low, high, unit
    population   patient, time_min, compound, concentration, unit

Long form, one row a value.  `about` says in words what a file without columns for it would lose: the
model, its sources and limits, who and what; Parquet keeps it in its own metadata, CSV has no place.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from morrow.evidence import explain
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.linear import Array
from morrow.pharmacology.population import BAND, Band, Population

UNIT: Final = "ng/mL"
Column = Array | Sequence[str] | Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns of one length, by name, and what the table is about."""

    columns: Mapping[str, Column]
    about: Mapping[str, str]

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.columns.values()}
        assert len(lengths) == 1, f"columns of {sorted(lengths)} rows"


def table(found: Trace | Band | Population) -> Table:
    """What was computed, as columns."""
    match found:
        case Band():
            return _band(found)
        case Population():
            return _population(found)
        case _:
            return _trace(found)


def _trace(trace: Trace) -> Table:
    values = np.concatenate(list(trace.ng_per_ml.values()))
    columns = _points(trace) | {"concentration": values, "unit": [UNIT] * len(values)}
    return Table(columns=columns, about=_about(trace))


def _band(band: Band) -> Table:
    names = list(band.trace.ng_per_ml)
    columns = _points(band.trace) | {
        "typical": np.concatenate([band.trace.ng_per_ml[name] for name in names]),
        "low": np.concatenate([band.low[name] for name in names]),
        "high": np.concatenate([band.high[name] for name in names]),
        "unit": [UNIT] * (len(names) * len(band.trace.time_min)),
    }
    low, high = BAND
    said = f"low and high: percentiles {low:g} and {high:g} of {band.patients} patients"
    return Table(columns=columns, about=_about(band.trace) | {"band": said})


def _population(found: Population) -> Table:
    """Patient by patient, numbered from 1; in each, compound by compound."""
    patients, times, compounds = found.ng_per_ml.shape
    rows = times * compounds
    points = _points(found.trace)
    columns: dict[str, Column] = {
        "patient": np.repeat(np.arange(1, patients + 1), rows),
        "time_min": np.tile(np.asarray(points["time_min"]), patients),
        "compound": list(points["compound"]) * patients,
        "concentration": found.ng_per_ml.transpose(0, 2, 1).ravel(),
        "unit": [UNIT] * (rows * patients),
    }
    drawn = {"patients": str(patients), "seed": str(found.seed)}
    return Table(columns=columns, about=_about(found.trace) | drawn)


def _points(trace: Trace) -> dict[str, Any]:
    """Time and compound of every row, compound by compound."""
    names = [name for name in trace.ng_per_ml for _ in trace.time_min]
    return {"time_min": np.tile(trace.time_min, len(trace.ng_per_ml)), "compound": names}


def _about(trace: Trace) -> dict[str, str]:
    model, doses = trace.model, trace.regimen.doses
    given = "; ".join(
        f"{dose.at_min:g} min: {dose.amount_mg:g} mg {dose.route} in {dose.over_min:g} min"
        for dose in doses[:50]
    )
    return {
        "model": model.name,
        "sampling": model.sampling.value,
        "drug": trace.regimen.drug.value,
        "weight_kg": f"{trace.patient.weight_kg:g}",
        "doses": given + (f"; and {len(doses) - 50} more" if len(doses) > 50 else ""),
        "extrapolated": str(trace.extrapolated).lower(),
        "notes": "; ".join((*trace.notes, *model.assumptions, *model.defects)),
        "sources": "; ".join(str(each) for each in explain((model.source, model.parameters))),
    }


def as_csv(rows: Table) -> str:
    """Header first; numbers with every digit, whole ones without a point."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    plain = [np.asarray(column).tolist() for column in rows.columns.values()]
    writer.writerows(zip(*plain, strict=True))
    return out.getvalue()
