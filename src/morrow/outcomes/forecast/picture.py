"""A forecast as a picture on an axis of days: scores taken, the bands ahead, doses below."""

from morrow.outcomes.forecast.course import SHARES, SHARES_SOURCE, Course
from morrow.outcomes.forecast.mood import Forecast
from morrow.pharmacology.pictures.picture import (
    X_LABELS,
    Area,
    Bar,
    DoseRow,
    Line,
    Panel,
    Picture,
    Points,
    plain_numbers,
)


def picture(found: Forecast) -> Picture:
    """The forecast with its 50 % and 80 % bands; the words beside it stay words."""
    course = found.course
    low80, low50, middle, high50, high80 = map(plain_numbers, found.score.T)
    days = plain_numbers(found.days)
    shares = SHARES[found.split]
    ends = (0.0, float(found.days[-1]))
    marks = (
        Area(name="80 % of scores", series=0, x=days, low=low80, high=high80),
        Area(name="50 % of scores", series=0, x=days, low=low50, high=high50, strong=True),
        Line(name="median", series=0, x=days, y=middle),
        Line(name="loss of response", series=1, x=ends, y=(found.loss.threshold,) * 2),
        Points(name="scores taken", series=2, x=_days(course), y=_totals(course)),
    )
    return Picture(
        title=f"{course.name} ahead: {found.note}",
        subtitle=(
            f"response by the review: {found.response_word}; {found.split} split of the variance "
            "between patients, occasions and measurement"
        ),
        x_label=X_LABELS["d"],
        x_unit="d",
        panels=(Panel(title="", y_label=course.name, unit="points", marks=marks),),
        doses=(_doses(course),),
        caption=(
            "Informs a prescriber; orders nothing and judges no risk.",
            (
                f"Shares of the variance: patients {shares.patients:.0%}, occasions "
                f"{shares.occasions:.0%}, measurement {shares.measurement:.0%} "
                f"({SHARES_SOURCE.status}: nobody has published them)."
            ),
            f"Calibration: sha256 {found.calibration_sha256[:12]}.",
        ),
    )


def _days(course: Course) -> tuple[float, ...]:
    return (0.0, *(score.day for score in course.after))


def _totals(course: Course) -> tuple[float, ...]:
    return (course.baseline, *(score.total for score in course.after))


def _doses(course: Course) -> DoseRow:
    before = None
    bars = []
    for given in course.doses:
        same = (given.mg, given.route) == before
        end = given.day + given.minutes / 1440
        label = "" if same else f"{given.mg:.3g} mg {given.route}"
        bars.append(Bar(start=given.day, end=end, mg=given.mg, label=label))
        before = (given.mg, given.route)
    return DoseRow(name=str(course.doses[0].drug), series=0, bars=tuple(bars))
