"""Two or more regimens of one patient on one axis, the doses of each below."""

from collections.abc import Mapping, Sequence
from typing import Final

from morrow.evidence import Refusal
from morrow.pharmacology.engine import Trace, simulate
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import EFFECT_SITE, Model, Patient
from morrow.pharmacology.pictures.picture import (
    MINUTES_IN,
    X_LABELS,
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
from morrow.pharmacology.regimen import Regimen, RegimenError

MOST_REGIMENS: Final = 6  # as many colours as stay apart


def compare(
    model: Model,
    patient: Patient,
    regimens: Mapping[str, Regimen],
    at: Sequence[float] | Array,
    *,
    compounds: Sequence[str] = (),
) -> Picture | Refusal:
    """Concentrations of each regimen by its name, a panel a compound (default: all in plasma).

    The first Refusal where the model does not answer for one of them; RegimenError where there are
    too many or no such compound.
    """
    if not 1 <= len(regimens) <= MOST_REGIMENS:
        raise RegimenError(f"compare 1 to {MOST_REGIMENS} regimens, not {len(regimens)}")
    traces: dict[str, Trace] = {}
    for name, regimen in regimens.items():
        found = simulate(model, patient, regimen, at)
        if isinstance(found, Refusal):
            return found
        traces[name] = found
    first = next(iter(traces.values()))
    told = list(dict.fromkeys(name for trace in traces.values() for name in trace.ng_per_ml))
    shown = list(compounds) or [name for name in told if EFFECT_SITE not in name]
    for compound in shown:
        if compound not in told:
            raise RegimenError(f"{model.name} tells no {compound}; it tells {', '.join(told)}")
    unit = time_unit(float(first.time_min[-1]))
    mark = "EXTRAPOLATED; " if first.extrapolated else ""
    return Picture(
        title=f"{len(regimens)} regimens compared: {model.title}",
        subtitle=f"{mark}typical patient of {patient.weight_kg:g} kg; between patients it varies",
        x_label=X_LABELS[unit],
        x_unit=unit,
        panels=tuple(_panel(traces, compound, unit) for compound in shown),
        doses=tuple(
            dose_row(f"{name}: {regimen.drug}", nth, regimen, unit)
            for nth, (name, regimen) in enumerate(regimens.items())
        ),
        caption=(model_caption(model), *(sentence(note) for note in first.notes)),
    )


def _panel(traces: Mapping[str, Trace], compound: str, unit: str) -> Panel:
    sampling = next(iter(traces.values())).model.sampling
    marks = tuple(
        Line(
            name=name,
            series=nth,
            x=plain_numbers(trace.time_min / MINUTES_IN[unit]),
            y=plain_numbers(trace.ng_per_ml[compound]),
        )
        for nth, (name, trace) in enumerate(traces.items())
        if compound in trace.ng_per_ml
    )
    site = "effect site" if EFFECT_SITE in compound else plasma_of(sampling)
    title = compound.removesuffix(EFFECT_SITE)
    return Panel(title=title, y_label=site, unit="ng/mL", marks=marks)
