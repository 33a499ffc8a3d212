"""How `morrow simulate --effects` shows acute effects: a page, CSV, JSON."""

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from morrow.pharmacology.limits import EXTRAPOLATED

if TYPE_CHECKING:
    from morrow.pharmacology import AcuteEffects
    from morrow.pharmacology.effects import Effect

CSV_COLUMNS = ("time_min", "effect", "value", "low", "high", "unit")


def as_csv(found: "AcuteEffects") -> str:
    """`time_min,effect,value,low,high,unit`; no value where only a range can be given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for effect in found.effects:
        for i, time in enumerate(found.trace.time_min.tolist()):
            value = "" if effect.value is None else repr(float(effect.value[i]))
            low, high = repr(float(effect.low[i])), repr(float(effect.high[i]))
            writer.writerow((f"{time:g}", effect.key, value, low, high, effect.unit))
    return out.getvalue()


def as_json(found: "AcuteEffects") -> str:
    trace = found.trace
    return json.dumps(
        {
            "model": trace.model.name,
            "extrapolated": trace.extrapolated,
            "notes": list(trace.notes),
            "time_min": trace.time_min.tolist(),
            "effects": [_data(effect) for effect in found.effects],
            "untold": list(found.untold),
        },
        indent=2,
    )


def _data(effect: "Effect") -> dict[str, Any]:
    return {
        "effect": effect.key,
        "title": effect.title,
        "unit": effect.unit,
        "value": None if effect.value is None else effect.value.tolist(),
        "low": effect.low.tolist(),
        "high": effect.high.tolist(),
        "band": effect.band,
        "sure": effect.sure,
        "peak_min": list(effect.peak_min),
        "end_is_below_share_of_peak": 0.25,
        "end_min": None if effect.end_min is None else list(effect.end_min),
        "sources": [str(source) for source in effect.sources],
    }


def page(found: "AcuteEffects") -> str:
    return "\n".join(_page(found))


def _page(found: "AcuteEffects") -> Iterator[str]:
    trace = found.trace
    mark = f"{EXTRAPOLATED}  " if trace.extrapolated else ""
    yield f"{mark}{trace.model.title}, {trace.patient.weight_kg:g} kg; acute effects"
    for effect in found.effects:
        yield ""
        yield f"{effect.title} ({effect.unit}): {_when(effect)}"
        yield f"  band: {effect.band}"
        yield f"  how sure: {effect.sure}"
        for i, time in enumerate(trace.time_min.tolist()):
            value = "" if effect.value is None else f"{effect.value[i]:.3g}"
            yield f"{time:>9g}  {value:>8}   {effect.low[i]:>8.3g} to {effect.high[i]:.3g}"
        yield from (f"  {source}" for source in effect.sources)
    for sentence in found.untold:
        yield ""
        yield sentence
    yield ""
    yield from (f"- {note}" for note in (*trace.notes, *trace.model.assumptions))


def _when(effect: "Effect") -> str:
    peak = _minutes(effect.peak_min)
    if effect.end_min is None:
        return f"peak {peak}; not below a quarter of its peak within a day of the last dose"
    return f"peak {peak}; below a quarter of its peak by {_minutes(effect.end_min)}"


def _minutes(times: tuple[float, float]) -> str:
    low, high = times
    return f"{low:g} min" if low == high else f"{low:g} to {high:g} min"
