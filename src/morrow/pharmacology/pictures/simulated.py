"""What was simulated of one patient: concentrations with their band, or acute effects."""

from collections.abc import Iterator, Sequence
from typing import Final

from morrow.pharmacology.effects import AcuteEffects, Effect
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.limits import EXTRAPOLATED
from morrow.pharmacology.model import EFFECT_SITE
from morrow.pharmacology.pictures.picture import (
    MINUTES_IN,
    X_LABELS,
    Area,
    Line,
    Panel,
    Picture,
    dose_row,
    model_caption,
    plain_numbers,
    plasma_of,
    sentence,
    time_unit,
)
from morrow.pharmacology.population import Band

UNITS: Final = {"mm[Hg]": "mmHg", "1": "index"}  # UCUM as a reader knows it


def concentrations(found: Trace | Band) -> Picture:
    """A panel of plasma, its band where there is one, and a panel of ketamine at the effect site.

    Of norketamine the effect site is left out; the trace has it.
    """
    trace = found.trace if isinstance(found, Band) else found
    plasma = [name for name in trace.ng_per_ml if EFFECT_SITE not in name]
    sites = [n for n in trace.ng_per_ml if EFFECT_SITE in n and "norketamine" not in n]
    patients = f", and 80 % of {found.patients}" if isinstance(found, Band) else ""
    panels = [_panel(found, plasma, plasma, plasma_of(trace.model.sampling))]
    if sites:
        panels.append(_panel(found, sites, plasma, "effect site"))
    return _picture(trace, f"typical patient{patients}", panels, trace.notes)


def effects(found: AcuteEffects) -> Picture:
    """A panel an effect, each with its own band; the caption says what each band is worth."""
    unit = time_unit(float(found.trace.time_min[-1]))
    x = plain_numbers(found.trace.time_min / MINUTES_IN[unit])
    panels = [
        Panel(
            title=each.title,
            y_label="",
            unit=UNITS.get(each.unit, each.unit),
            marks=_marks(each, x),
        )
        for each in found.effects
    ]
    worth = [f"{each.title}: {each.band}; {each.sure}" for each in found.effects]
    marks = [note for note in found.trace.notes if note.startswith(EXTRAPOLATED)]
    said = [*marks, *worth, *found.untold]
    return _picture(found.trace, "acute effects, each with its own band", panels, said)


def _picture(trace: Trace, what: str, panels: Sequence[Panel], said: Sequence[str]) -> Picture:
    unit = time_unit(float(trace.time_min[-1]))
    mark = "EXTRAPOLATED  " if trace.extrapolated else ""
    drug = trace.regimen.drug
    return Picture(
        title=f"{mark}{trace.model.title}",
        subtitle=f"{drug}, {trace.patient.weight_kg:g} kg; {what}",
        x_label=X_LABELS[unit],
        x_unit=unit,
        panels=tuple(panels),
        doses=(dose_row(str(drug), 0, trace.regimen, unit),),
        caption=(model_caption(trace.model), *(sentence(each) for each in said)),
    )


def _panel(found: Trace | Band, names: Sequence[str], series: Sequence[str], site: str) -> Panel:
    """A compound keeps its colour in plasma and at the effect site."""
    return Panel(
        title="", y_label=site, unit="ng/mL",
        marks=tuple(
            mark
            for name in names
            for mark in _curve(found, name, series.index(name.removesuffix(EFFECT_SITE)))
        ),
    )  # fmt: skip


def _curve(found: Trace | Band, name: str, series: int) -> Iterator[Line | Area]:
    trace = found.trace if isinstance(found, Band) else found
    shown = name.removesuffix(EFFECT_SITE)
    x = plain_numbers(trace.time_min / MINUTES_IN[time_unit(float(trace.time_min[-1]))])
    if isinstance(found, Band) and shown == name:
        low, high = plain_numbers(found.low[name]), plain_numbers(found.high[name])
        yield Area(name=f"{name}, 80 % of patients", series=series, x=x, low=low, high=high)
    yield Line(name=shown, series=series, x=x, y=plain_numbers(trace.ng_per_ml[name]))


def _marks(effect: Effect, x: tuple[float, ...]) -> tuple[Line | Area, ...]:
    low, high = plain_numbers(effect.low), plain_numbers(effect.high)
    band = Area(name="band", series=0, x=x, low=low, high=high)
    if effect.value is None:
        return (band,)
    return band, Line(name="typical", series=0, x=x, y=plain_numbers(effect.value))
