"""How `morrow forecast` shows a forecast and the next visit's peaks: a page, JSON."""

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple


class NextVisit(NamedTuple):
    """The planned dose, and the peaks that are expected of it."""

    planned: Any
    peaks: Sequence[Any]


def as_json(found: list[Any], visit: NextVisit | None) -> str:
    """A forecast for each split; the next visit's peaks, the same in each, where they were asked."""
    peaks = {} if visit is None else {"next_visit": _visit_data(visit)}
    return json.dumps([{**_data(each), **peaks} for each in found])


def page(found: list[Any], visit: NextVisit | None) -> str:
    lines = [line for each in found for line in _page(each)]
    return "\n".join(lines if visit is None else [*lines, *_visit_page(visit)])


def _split(each: Any) -> tuple[dict[str, float], Any]:
    course = import_module("morrow.outcomes.forecast.course")
    return course.SHARES[each.split]._asdict(), course.SHARES_SOURCE


def _data(each: Any) -> dict[str, Any]:
    shares, source = _split(each)
    return {
        "split": each.split.value,
        "shares": {**shares, "status": source.status.value, "source": str(source)},
        "measure": each.course.name,
        "day": each.days.tolist(),
        **dict(zip(("p10", "p25", "p50", "p75", "p90"), each.score.T.tolist(), strict=True)),
        "response_by_review": each.response_word.value,
        "loss": {
            "threshold": each.loss.threshold,
            "below": each.loss.below_word.value,
            "first_day": each.loss.first_day,
            "last_day": each.loss.last_day,
        },
        "moved_by_last_score": each.moved,
        "effective_draws": each.effective,
        "calibration_sha256": each.calibration_sha256,
        "note": each.note,
    }


def _page(each: Any) -> Iterator[str]:
    shares, source = _split(each)
    told = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    yield f"{each.course.name}, {each.split} split of the variance: {told}"
    yield f"  {source}"
    yield f"  {each.note}"
    yield f"  {'day':>6}  {'median':>7}  {'50 % of scores':>16}  {'80 % of scores':>16}"
    for day, (p10, p25, p50, p75, p90) in zip(each.days, each.score, strict=True):
        inner, outer = f"{p25:.0f} to {p75:.0f}", f"{p10:.0f} to {p90:.0f}"
        yield f"  {day:>6g}  {p50:>7.1f}  {inner:>16}  {outer:>16}"
    yield f"  response by the review: {each.response_word}"
    yield f"  {_loss(each.loss)}"
    if each.moved is not None:
        yield f"  the last score moved the median at the end by {each.moved:+.1f} points"
    yield f"  calibration: sha256 {each.calibration_sha256}"
    yield ""


def _loss(loss: Any) -> str:
    if loss.below_word == "unlikely":
        return f"below {loss.threshold:g} within this time: unlikely, so no loss is told"
    if loss.first_day is None:
        return f"back at {loss.threshold:g} within this time: unlikely"
    until = (
        "later than this forecast reaches" if loss.last_day is None else f"day {loss.last_day:g}"
    )
    return f"back at {loss.threshold:g} (80 %): from day {loss.first_day:g} to {until}"


def _visit_data(visit: NextVisit) -> dict[str, Any]:
    planned = visit.planned
    return {
        "drug": planned.drug.value,
        "route": planned.route.value,
        "mg": planned.mg,
        "minutes": planned.minutes,
        "peaks": [
            {
                "effect": peak.key,
                "title": peak.title,
                "unit": peak.unit,
                "value": peak.value,
                "low80": peak.low80,
                "high80": peak.high80,
                "visits": peak.visits,
                "sure": peak.sure,
                "sources": [str(source) for source in peak.sources],
                "note": peak.note,
            }
            for peak in visit.peaks
        ],
    }


def _visit_page(visit: NextVisit) -> Iterator[str]:
    planned = visit.planned
    over = f" over {planned.minutes:g} min" if planned.minutes else ""
    yield f"Peaks at the next visit: {planned.drug} {planned.mg:.3g} mg {planned.route}{over}"
    yield f"  {visit.peaks[0].note}; no alarm limit and no order is made of them"
    yield f"  {'':<36}{'middle':>7}  {'80 % of visits':>16}  from"
    for peak in visit.peaks:
        name, band = f"{peak.title} ({peak.unit})", f"{peak.low80:.0f} to {peak.high80:.0f}"
        yield f"  {name:<36}{peak.value:>7.0f}  {band:>16}  {_from(peak.visits)}"
    for peak in visit.peaks:
        yield f"  {peak.title}: {peak.sure}"
    sources = dict.fromkeys(str(source) for peak in visit.peaks for source in peak.sources)
    yield from (f"  {source}" for source in sources)
    yield ""


def _from(visits: int) -> str:
    if not visits:
        return "the population"
    return f"{visits} earlier visit" + "s" * (visits > 1)
