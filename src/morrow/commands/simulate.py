"""`morrow simulate`: concentrations after one dose or a regimen, with the sources behind them.

Exit 0: computed.  1: the model does not answer for this drug, route or patient, and says what it
would answer for.  2: an entry could not be read.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from morrow import pharmacology
from morrow.commands import asked as options
from morrow.commands import effects_text, simulate_text
from morrow.commands.asked import Asked, patient_of, refused, regimen_of, times_of
from morrow.commands.files import leave, needed, one_form, written
from morrow.commands.picture import draw_picture, simulated
from morrow.commands.reading import ReadingError
from morrow.evidence import Refusal
from morrow.pharmacology import Model, Patient, Regimen, RegimenError, interchange
from morrow.pharmacology.limits import EXTRAPOLATED

Compute = Callable[[Model, Patient, Regimen, Sequence[float]], Any]


def simulate(
    *,
    model: options.ModelOption,
    weight: options.Weight,
    dose: options.DoseOption = "",
    route: options.RouteOption = "",
    over: options.Over = "",
    at: options.At = "",
    drug: options.DrugOption = "",
    age: options.Age = "",
    ancestry: options.Ancestry = "",
    days: options.Days = "",
    given: options.Given = "",
    effects: Annotated[bool, typer.Option("--effects", help="Acute effects instead.")] = False,
    extrapolate: options.Extrapolate = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Machine output.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
    plot: Annotated[str, typer.Option(help="Also draw it: FILE.png, .svg or .pdf.")] = "",
    parquet: Annotated[str, typer.Option(help="Also write it for DuckDB: FILE.parquet.")] = "",
) -> None:
    """Compute concentrations after one dose, a course, or what was given.

    Times are minutes from the first dose.  Plasma is that of the model's own sampling site.
    """
    asked = Asked(
        model=model, weight=weight, dose=dose, route=route, over=over, drug=drug, age=age,
        ancestry=ancestry, days=days, given=given, extrapolate=extrapolate,
    )  # fmt: skip
    one_form(as_csv=as_csv, as_json=as_json)
    if effects and parquet:
        leave("--parquet: holds concentrations; leave --effects out")
    found = _answer(asked, at, pharmacology.acute_effects if effects else pharmacology.simulate)
    _mark(found, page=not (as_csv or as_json), parquet=bool(parquet))
    if plot:
        draw_picture(simulated(found), Path(plot))
    if parquet:
        _write_parquet(found, Path(parquet))
    shown = effects_text if effects else simulate_text
    form = shown.as_csv if as_csv else shown.as_json if as_json else shown.page
    typer.echo(form(found), nl=not as_csv)


def _answer(asked: Asked, at: str, compute: Compute) -> Any:
    """What was computed; leaves with 1 where the model refuses, with 2 where an entry cannot be read."""
    model = asked.chosen()
    try:
        patient, regimen = patient_of(asked), regimen_of(asked, model)
        found = compute(model, patient, regimen, times_of(at, regimen))
    except (ReadingError, RegimenError) as error:
        leave(str(error))
    return refused(found) if isinstance(found, Refusal) else found


def _mark(found: Any, *, page: bool, parquet: bool) -> None:
    """Say on stderr what columns have no place for: that the studied range was left."""
    trace = getattr(found, "trace", found)
    if trace.extrapolated and (parquet or not page):
        marks = (note for note in trace.notes if note.startswith(EXTRAPOLATED))
        typer.echo("\n".join(marks), err=True)


def _write_parquet(found: Any, path: Path) -> None:
    needed("--parquet", "duckdb", "parquet")
    with written("--parquet", path):
        interchange.write_parquet(interchange.table(found), path)
