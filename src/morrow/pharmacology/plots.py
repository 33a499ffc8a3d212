"""Pictures for files: concentrations and acute effects, with the doses under the time axis.

matplotlib draws them (`pip install morrow[plots]`).  Screens draw the same numbers from JSON.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from morrow.pharmacology.effects import AcuteEffects, Effect
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.linear import Array
from morrow.pharmacology.pictures.picture import dose_labels
from morrow.pharmacology.population import Band
from morrow.pharmacology.regimen import Dose

FORMATS: Final = ("png", "svg", "pdf")
INK, QUIET, GRID = "#17201f", "#5b6966", "#d8dfdc"
DOSE: Final = "#6d4a9c"
COLOURS: Final = {
    "ketamine": "#0c5c63",
    "S-ketamine": "#0c5c63",
    "R-ketamine": "#a3211a",
    "S-norketamine": "#1f5288",
    "R-norketamine": "#7a4a00",
    "S-hydroxynorketamine": "#6d4a9c",
}
STYLE: Final[Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "svg.hashsalt": "morrow",  # the same numbers give the same file
}


def draw_concentrations(found: Trace | Band, path: Path, *, log: bool = False) -> None:
    """Plasma solid, effect site dashed, 80 % of patients shaded, doses below the time axis."""
    trace = found.trace if isinstance(found, Band) else found
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 5), layout="constrained")
        top, below = figure.subplots(2, 1, sharex=True, height_ratios=(6, 1))
        hours, per = _hours(trace)
        for compound, values in _shown(trace):
            _curve(top, hours, compound, values.tolist())
            if isinstance(found, Band) and "effect site" not in compound:
                low, high = found.low[compound], found.high[compound]
                colour = COLOURS.get(compound, INK)
                top.fill_between(hours, low, high, color=colour, alpha=0.12, linewidth=0)
        top.set_ylabel(f"ng/mL ({trace.model.sampling} plasma)")
        top.set_yscale("log" if log else "linear")
        if not log:
            top.set_ylim(bottom=0)
        top.set_xlim(hours[0], hours[-1])
        top.legend(loc="upper right", framealpha=0.9, edgecolor="none")
        _title(top, trace, _what(found))
        _doses(below, trace.regimen.doses, per)
        below.set_xlabel("hours" if per == 60 else "days")
        save(figure, path)


def draw_effects(found: AcuteEffects, path: Path) -> None:
    """One panel an effect, its band shaded, on one axis of hours; doses below."""
    with mpl.rc_context(STYLE):
        count = len(found.effects)
        figure = Figure(figsize=(8, 1.5 * count + 1.2), layout="constrained")
        *panels, below = figure.subplots(
            count + 1, 1, sharex=True, height_ratios=[*(3 for _ in found.effects), 1]
        )
        hours, per = _hours(found.trace)
        for panel, effect in zip(panels, found.effects, strict=True):
            _panel(panel, hours, effect)
        below.set_xlim(hours[0], hours[-1])
        _title(panels[0], found.trace, "acute effects, each with its own band", above=True)
        _doses(below, found.trace.regimen.doses, per)
        below.set_xlabel("hours" if per == 60 else "days")
        save(figure, path)


def _shown(trace: Trace) -> Iterator[tuple[str, Array]]:
    """Every compound, but of the effect sites only ketamine's: more lines would hide them."""
    for compound, values in trace.ng_per_ml.items():
        if not ("effect site" in compound and "norketamine" in compound):
            yield compound, values


def _hours(trace: Trace) -> tuple[list[float], float]:
    """Times in hours, or in days for a course; and the minutes in one."""
    per = 60.0 if trace.time_min[-1] <= 3 * 1440 else 1440.0
    return (trace.time_min / per).tolist(), per


def _curve(axes: Axes, hours: Sequence[float], compound: str, values: Sequence[float]) -> None:
    plasma = compound.removesuffix(" (effect site)")
    metabolite = "norketamine" in plasma
    axes.plot(
        hours,
        values,
        label=compound,
        color=COLOURS.get(plasma, INK),
        linestyle="--" if plasma != compound else "-",
        linewidth=1.0 if metabolite else 1.8,
    )


def _panel(axes: Axes, hours: Sequence[float], effect: Effect) -> None:
    axes.fill_between(hours, effect.low, effect.high, color="#0c5c63", alpha=0.15, linewidth=0)
    if effect.value is not None:
        axes.plot(hours, effect.value, color="#0c5c63", linewidth=1.8)
    axes.set_title(f"{effect.title}", loc="left", fontsize=9)
    axes.set_ylabel(effect.unit.replace("mm[Hg]", "mmHg").replace("1", "index"))
    axes.yaxis.set_major_locator(MaxNLocator(4))


def _doses(axes: Axes, doses: Sequence[Dose], per: float) -> None:
    """A bar from start to end of each infusion, a stroke for a dose given at once, in mg."""
    axes.set_yticks([])
    axes.set_ylim(0, 1)
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    for dose in doses:
        start, width = dose.at_min / per, dose.over_min / per
        if width:
            axes.barh(0.25, width, left=start, height=0.5, color=DOSE)
        else:
            axes.vlines(start, 0, 0.5, color=DOSE, linewidth=2)
    for nth, label in dose_labels(doses):
        start = doses[nth].at_min / per
        axes.annotate(
            label, (start, 0.56), xytext=(0, 1), textcoords="offset points", fontsize=8, color=DOSE
        )


def _what(found: Trace | Band) -> str:
    if isinstance(found, Band):
        return f"typical patient, and 80 % of {found.patients}"
    return "typical patient"


def _title(axes: Axes, trace: Trace, what: str, *, above: bool = False) -> None:
    mark = "EXTRAPOLATED  " if trace.extrapolated else ""
    text = (
        f"{mark}{trace.model.title} ({trace.model.source.key})\n"
        f"{trace.regimen.drug}, {trace.patient.weight_kg:g} kg; {what}"
    )
    if above:
        axes.figure.suptitle(text, x=0.01, ha="left", fontsize=9)
    else:
        axes.set_title(text, loc="left", fontsize=9)


def save(figure: Figure, path: Path) -> None:
    """ValueError where the name does not end with one of `FORMATS`."""
    suffix = path.suffix.removeprefix(".")
    if suffix not in FORMATS:
        raise ValueError(f"{path.name} must end with .{', .'.join(FORMATS)}")
    stamp = {"svg": "Date", "pdf": "CreationDate"}.get(suffix)
    figure.savefig(path, dpi=150, metadata={stamp: None} if stamp else None)
