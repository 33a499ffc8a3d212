"""`morrow predict` and `morrow calibrate`: the model of mood, asked and fitted anew.

Exit 0: done; a question without an answer says why in its row.  1: a question could not be read, and
says why in its row, or the calibration differs from the frozen one.  2: a table could not be read, or
a file not be written.
"""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from morrow.commands.files import leave, one_form, read_bytes, written

SHOWN = ("trial_id", "arm_id", "time_h", "measure", "statistic", "value", "low80", "high80", "why")


def predict(
    *,
    trials: Annotated[Path, typer.Option(help="CSV: trial_id,population,blinding,setting,...")],
    arms: Annotated[Path, typer.Option(help="CSV: trial_id,arm_id,drug,route,dose,...")],
    ask: Annotated[Path, typer.Option(help="CSV: trial_id,arm_id,time_h,measure,statistic,...")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Machine output, every column.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The same, an object a question.")
    ] = False,
) -> None:
    """Predict trial arms: the questions again with value, low80, high80 and, where needed, why.

    The interval is for the number that a trial of this size would print: the model's uncertainty,
    the difference between trials and the sampling error of its patients.
    """
    one_form(as_csv=as_csv, as_json=as_json)
    reading = import_module("morrow.outcomes.reading")
    asked = _asked(trials, arms, ask)
    predicting = import_module("morrow.outcomes.predicting")
    frozen = import_module("morrow.outcomes.mood.frozen").frozen
    model = import_module("morrow.outcomes.mood.predictor").MoodModel(frozen())
    if as_json:
        typer.echo(json.dumps(predicting.answer_json(asked, model), indent=1, ensure_ascii=False))
    elif as_csv:
        typer.echo(predicting.as_csv(predicting.answer(asked, model)), nl=False)
    else:
        typer.echo("\n".join(_table(predicting.answer(asked, model))))
    misasked = sum(isinstance(each, reading.Misasked) for each in asked)
    if misasked:
        said = (
            "1 question could not be read; its row says"
            if misasked == 1
            else (f"{misasked} questions could not be read; their rows say")
        )
        leave(f"--ask: {said} why", code=1)


def _asked(trials: Path, arms: Path, ask: Path) -> Any:
    """The questions; leave with every fault where a table cannot be used."""
    reading = import_module("morrow.outcomes.reading")
    tables = import_module("morrow.outcomes.tables")
    try:
        return reading.read_each_question(
            trials=(f"--trials {trials}", read_bytes("--trials", trials)),
            arms=(f"--arms {arms}", read_bytes("--arms", arms)),
            asks=(f"--ask {ask}", read_bytes("--ask", ask)),
        )
    except tables.Unusable as error:
        leave("\n".join(str(problem) for problem in error.problems))


def calibrate(
    *,
    out: Annotated[Path | None, typer.Option(help="Write the calibration here, as JSON.")] = None,
) -> None:
    """Fit the model of mood anew to the published trials, and compare it with the frozen one.

    Prints every free parameter with its prior and posterior, and how much of the prior's width the
    data took away: what stays near 0 % is the prior's word, not the data's.
    """
    frozen = import_module("morrow.outcomes.mood.frozen")
    found = frozen.from_set()
    typer.echo("\n".join(_terms(found)))
    if out is not None:
        with written("--out", out):
            out.write_text(found.as_json(), "utf-8")
        return
    if not frozen.same(found, frozen.frozen()):
        typer.echo("differs from the frozen calibration", err=True)
        raise typer.Exit(1)
    typer.echo("the same as the frozen calibration")


def _terms(found: Any) -> Iterator[str]:
    yield f"{found.rows} numbers; inputs sha256 {found.inputs_sha256}"
    yield (
        f"between trials (SD of logs): control {found.between[0]:.2f}, drug {found.between[1]:.2f}; "
        f"open {found.between_open[0]:.2f}, {found.between_open[1]:.2f}"
    )
    yield ""
    yield f"{'term':<24}{'prior':>8}{'posterior':>11}{'learnt':>8}  what it says"
    for name, each in found.summary.items():
        learnt = 1 - each["posterior_sd"] / each["prior_sd"]
        yield (
            f"{name:<24}{each['prior']:>8.3g}{each['posterior']:>11.3g}{learnt:>8.0%}"
            f"  {each['says']} ({each['unit']})"
        )


def _table(answers: list[Mapping[str, str]]) -> Iterator[str]:
    """The answers as columns, each as wide as its widest cell; `why` runs on."""
    rows = [dict(zip(SHOWN, SHOWN, strict=True)), *answers]
    widths = {name: max(len(row[name]) for row in rows) for name in SHOWN[:-1]}
    for row in rows:
        yield "  ".join(f"{row[name]:<{widths[name]}}" for name in SHOWN[:-1]) + f"  {row['why']}"
