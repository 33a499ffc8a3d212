"""`morrow forecast`: one patient's scores ahead, from the course's doses and scores.

Exit 0: computed.  2: a table or an option could not be read, or the course cannot be.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from morrow.commands.files import leave, read_bytes
from morrow.commands.picture import draw_picture


def forecast(
    *,
    weight: Annotated[float, typer.Option(help="Body weight in kg.")],
    measure: Annotated[str, typer.Option(help="The scale: MADRS, QIDS-SR16, PHQ9, ...")],
    baseline: Annotated[float, typer.Option(help="The score before the first dose.")],
    given: Annotated[Path, typer.Option(help="CSV of doses: day,drug,route,mg,minutes.")],
    until: Annotated[float, typer.Option(help="Day to forecast to, from the first dose.")],
    review: Annotated[float, typer.Option(help="Day of the next review.")],
    lost: Annotated[float, typer.Option(help="Score at which the response counts as lost.")],
    scores: Annotated[Path | None, typer.Option(help="CSV of scores: day,total.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
    plot: Annotated[Path | None, typer.Option(help="Also draw it: FILE.png, .svg or .pdf.")] = None,
) -> None:
    """Forecast one patient's scores; without scores, the population's.

    Shown under a low, a base and a high split of the variance between patients, occasions and
    measurement.  Not yet checked on real patients; informs a prescriber, decides nothing.
    """
    course_module = import_module("morrow.outcomes.forecast.course")
    reading = import_module("morrow.outcomes.forecast.reading")
    tables = import_module("morrow.outcomes.tables")
    mood = import_module("morrow.outcomes.forecast.mood")
    calibrated = import_module("morrow.outcomes.mood.frozen").frozen()
    try:
        course = course_module.Course(
            weight_kg=weight,
            measure=measure,
            baseline=baseline,
            doses=reading.read_doses(read_bytes("--given", given), file=f"--given {given}"),
            scores=()
            if scores is None
            else reading.read_scores(read_bytes("--scores", scores), file=f"--scores {scores}"),
        )
        found = [
            mood.forecast(
                course, calibrated, until_day=until, review_day=review, lost_at=lost, split=split
            )
            for split in course_module.Split
        ]
    except (tables.Unusable, course_module.CourseError, ValueError) as error:
        leave(str(error))
    if plot is not None:
        draw_picture(import_module("morrow.outcomes.forecast.picture").picture(found[1]), plot)
    typer.echo(json.dumps([_data(each) for each in found]) if as_json else "\n".join(_page(found)))


def _data(each: Any) -> dict[str, Any]:
    return {
        "split": each.split.value,
        "measure": each.course.name,
        "day": each.days.tolist(),
        **dict(zip(("p10", "p25", "p50", "p75", "p90"), each.score.T.tolist(), strict=True)),
        "response_by_review": each.response_word.value,
        "loss": {
            "threshold": each.loss.threshold,
            "first_day": each.loss.first_day,
            "last_day": each.loss.last_day,
        },
        "moved_by_last_score": each.moved,
        "effective_draws": each.effective,
        "calibration_sha256": each.calibration_sha256,
        "note": each.note,
    }


def _page(found: list[Any]) -> Iterator[str]:
    for each in found:
        yield f"{each.course.name}, {each.split} split between patients, occasions, measurement"
        yield f"  {each.note}"
        yield f"  {'day':>6}  {'median':>7}  {'50 % of scores':>16}  {'80 % of scores':>16}"
        for day, (p10, p25, p50, p75, p90) in zip(each.days, each.score, strict=True):
            inner, outer = f"{p25:.0f} to {p75:.0f}", f"{p10:.0f} to {p90:.0f}"
            yield f"  {day:>6g}  {p50:>7.1f}  {inner:>16}  {outer:>16}"
        yield f"  response by the review: {each.response_word}"
        yield f"  {_loss(each.loss)}"
        if each.moved is not None:
            yield f"  the last score moved the median at the end by {each.moved:+.1f} points"
        yield ""


def _loss(loss: Any) -> str:
    if loss.first_day is None:
        return f"back at {loss.threshold:g} within this time: unlikely"
    until = (
        "later than this forecast reaches" if loss.last_day is None else f"day {loss.last_day:g}"
    )
    return f"back at {loss.threshold:g} (80 %): from day {loss.first_day:g} to {until}"
