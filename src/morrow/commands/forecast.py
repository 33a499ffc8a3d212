"""`morrow forecast`: one patient's scores ahead, from the course's doses and scores.

Exit 0: computed.  1: the model of the drug does not answer for this weight, drug or route.  2: a
table or an option could not be read, or the course cannot be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from morrow.commands import forecast_text
from morrow.commands.files import leave, read_bytes
from morrow.commands.picture import draw_picture
from morrow.commands.reading import ReadingError, milligrams

OPTIONS = {
    "weight_kg": "--weight",
    "measure": "--measure",
    "baseline": "--baseline",
    "doses": "--given",
    "scores": "--scores",
    "until_day": "--until",
    "review_day": "--review",
    "lost_at": "--lost",
    "peaks": "--peaks",
    "planned": "--next-dose",
}


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
    peaks: Annotated[
        Path | None,
        typer.Option(
            help="CSV of earlier visits: day,sbp_before,sbp_peak,dbp_before,dbp_peak,hr_before,"
            "hr_peak,cadss; cells may be empty.  Adds the next visit's peaks."
        ),
    ] = None,
    next_dose: Annotated[
        str, typer.Option(help="35mg or 0.5mg/kg; else the last.  Adds the next visit's peaks.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
    plot: Annotated[Path | None, typer.Option(help="Also draw it: FILE.png, .svg or .pdf.")] = None,
) -> None:
    """Forecast one patient's scores; without scores, the population's.

    Shown under a low, a base and a high split of the variance between patients, occasions and
    measurement.  Not yet checked on real patients; informs a prescriber, decides nothing.
    """
    mood = import_module("morrow.outcomes.forecast.mood")
    calibrated = import_module("morrow.outcomes.mood.frozen").frozen()
    with _explained():
        course = _course(weight, measure, baseline, given, scores)
        days = {"until_day": until, "review_day": review}
        found = [
            mood.forecast(course, calibrated, **days, lost_at=lost, split=split)
            for split in import_module("morrow.outcomes.forecast.course").Split
        ]
        visit = _next_visit(course, peaks, next_dose) if peaks or next_dose else None
    if plot is not None:
        draw_picture(import_module("morrow.outcomes.forecast.picture").picture(found[1]), plot)
    typer.echo((forecast_text.as_json if as_json else forecast_text.page)(found, visit))


@contextmanager
def _explained() -> Iterator[None]:
    """Leave with the option at fault: with 1 where the model refuses, else with 2."""
    course = import_module("morrow.outcomes.forecast.course")
    try:
        yield
    except course.CourseError as error:
        code = 1 if isinstance(error, course.CourseRefused) else 2
        leave(f"{OPTIONS[error.about]}: {error}", code=code)
    except (import_module("morrow.outcomes.tables").Unusable, ReadingError) as error:
        leave(str(error))


def _course(weight: float, measure: str, baseline: float, given: Path, scores: Path | None) -> Any:
    reading = import_module("morrow.outcomes.forecast.reading")
    return import_module("morrow.outcomes.forecast.course").Course(
        weight_kg=weight,
        measure=measure,
        baseline=baseline,
        doses=reading.read_doses(read_bytes("--given", given), file=f"--given {given}"),
        scores=()
        if scores is None
        else reading.read_scores(read_bytes("--scores", scores), file=f"--scores {scores}"),
    )


def _next_visit(course: Any, peaks: Path | None, next_dose: str) -> forecast_text.NextVisit:
    """The planned dose is given as the last one was, and as much of it unless said otherwise."""
    reading = import_module("morrow.outcomes.forecast.reading")
    acute = import_module("morrow.outcomes.forecast.acute")
    last = course.doses[-1]
    planned = (
        replace(last, mg=milligrams("--next-dose", next_dose, course.weight_kg))
        if next_dose
        else last
    )
    visits = (
        reading.read_visits(
            read_bytes("--peaks", peaks), file=f"--peaks {peaks}", doses=course.doses
        )
        if peaks
        else ()
    )
    return forecast_text.NextVisit(planned, acute.next_peaks(course.weight_kg, visits, planned))
