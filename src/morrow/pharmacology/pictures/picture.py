"""What every picture is made of: panels over one time axis, doses below, words around.

`Picture.plain()` gives dicts, lists, numbers and words alone, under `SCHEMA`; docs/how-to/draw-pictures.md
names every field.  A change that a reader of it could notice gets a new number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Model, Sampling
from morrow.pharmacology.regimen import Dose, Regimen

SCHEMA: Final = "morrow.picture/1"
Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve.  Marks of one `series` share a colour and a dash, in every panel."""

    name: str
    series: int
    x: Numbers
    y: Numbers
    kind: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What lies between two curves; `strong` where it is the narrower of two."""

    name: str
    series: int
    x: Numbers
    low: Numbers
    high: Numbers
    strong: bool = False
    kind: str = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Single values, as published."""

    name: str
    series: int
    x: Numbers
    y: Numbers
    kind: str = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One vertical axis.  `y_label` names the quantity and where it was sampled, `unit` its unit."""

    title: str
    y_label: str
    unit: str
    marks: tuple[Line | Area | Points, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A dose from `start` to `end` on the time axis; equal for one given at once."""

    start: float
    end: float
    mg: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRow:
    """The doses of one regimen."""

    name: str
    series: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`caption` holds sources and what was assumed, a sentence each."""

    title: str
    subtitle: str
    x_label: str
    x_unit: str
    panels: tuple[Panel, ...]
    doses: tuple[DoseRow, ...]
    caption: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The same as dicts and lists, ready for JSON."""
        found: dict[str, Any] = _listed(asdict(self))
        return {"schema": SCHEMA, **found}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_listed(each) for each in value]
    return value


MINUTES_IN: Final = {"h": 60.0, "d": 1440.0}
X_LABELS: Final = {"h": "hours since the first dose", "d": "days since the first dose"}


def time_unit(last_min: float) -> str:
    """Hours, or days for what lasts more than three."""
    return "h" if last_min <= 3 * MINUTES_IN["d"] else "d"


def plain_numbers(values: Array) -> Numbers:
    return tuple(values.tolist())


def plasma_of(sampling: Sampling) -> str:
    """Where the plasma of a model was drawn, in words for an axis."""
    return "plasma (site not seen)" if sampling is Sampling.NOT_SEEN else f"{sampling} plasma"


def dose_row(name: str, series: int, regimen: Regimen, unit: str) -> DoseRow:
    """The doses of a regimen, labelled where they differ from the one before."""
    per, labels = MINUTES_IN[unit], dict(dose_labels(regimen.doses))
    bars = (
        Bar(
            start=dose.at_min / per,
            end=dose.until_min / per,
            mg=dose.amount_mg,
            label=labels.get(nth, ""),
        )
        for nth, dose in enumerate(regimen.doses)
    )
    return DoseRow(name=name, series=series, bars=tuple(bars))


def dose_labels(doses: Sequence[Dose]) -> Iterator[tuple[int, str]]:
    """The first dose and every one that differs from the one before: a course is not a wall."""
    before = None
    for nth, dose in enumerate(doses):
        if (dose.amount_mg, dose.over_min) != before:
            over = f" in {dose.over_min:g} min" if dose.over_min else ""
            yield nth, f"{dose.amount_mg:.3g} mg{over}"
        before = (dose.amount_mg, dose.over_min)


def sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def model_caption(model: Model) -> str:
    return f"Model: {model.name}, {model.source.citation} ({model.source.locator})."
