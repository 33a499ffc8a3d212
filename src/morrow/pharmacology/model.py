"""What a published pharmacokinetic model is: parameters with sources, a structure, and limits.

Inside, time is in minutes, amounts in mg, volumes in L, concentrations in mg/L.  A parameter is
kept in the unit of its paper, and **the unit says how it scales with body weight**: see `SCALES`.
Nothing here imports numpy; a parameter may be a number or an array of numbers, one per patient.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from morrow.evidence import Source

Value = Any  # a float, or an array of floats with one entry per patient


class Drug(StrEnum):
    """What was given.  Esketamine is the S-enantiomer; ketamine is the racemate, half of each."""

    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"


class Route(StrEnum):
    """How a dose was given.  Which of them a model has, its `routes` tell."""

    IV = "iv"
    IM = "im"
    NASAL = "nasal"
    ORAL = "oral"
    BUCCAL = "buccal"


class Moiety(StrEnum):
    """Which part of a dose enters a compartment."""

    ALL = "all"
    S = "S"
    R = "R"

    def share_of(self, drug: Drug) -> float:
        """The fraction of a dose's mass that this is (exact: enantiomers weigh the same)."""
        if self is Moiety.ALL:
            return 1.0
        if drug is Drug.KETAMINE:
            return 0.5
        return 1.0 if self is Moiety.S else 0.0


class Sampling(StrEnum):
    """Where the blood was drawn.  During an infusion arterial exceeds venous plasma."""

    ARTERIAL = "arterial"
    VENOUS = "venous"
    NOT_SEEN = "site not seen"


REFERENCE_WEIGHT_KG: Final = 70.0

SCALES: Final[Mapping[str, tuple[float, float]]] = {
    "L/kg": (REFERENCE_WEIGHT_KG, 1.0),
    "L/70kg": (1.0, 1.0),
    "L/h/70kg": (1 / 60, 0.75),
    "L/min/70kg": (1.0, 0.75),
    "L": (1.0, 0.0),
    "L/h": (1 / 60, 0.0),
    "1/min": (1.0, 0.0),
    "1/h": (1 / 60, 0.0),
    "h": (60.0, 0.0),
    "min": (1.0, 0.0),
    "fraction": (1.0, 0.0),
}
"""Unit of a paper → factor to L, L/min, 1/min, min; and the power of (weight / 70 kg)."""


class Spread(StrEnum):
    """How a parameter varies between patients: what `Parameter.sd` is the SD of."""

    LOG_NORMAL = "log-normal"
    LOGIT_NORMAL = "logit-normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of a model, as its source prints it.

    `cv_percent` is the coefficient of variation between patients (log-normal), `logit_sd` the SD on
    the logit scale, `occasion_cv_percent` the variation between occasions of one patient; None
    where none is published, which is not the same as no variation.
    """

    name: str
    value: float
    unit: str
    source: Source
    cv_percent: float | None = None
    logit_sd: float | None = None
    occasion_cv_percent: float | None = None
    note: str = ""

    @property
    def spread(self) -> Spread | None:
        if self.logit_sd is not None:
            return Spread.LOGIT_NORMAL
        return None if self.cv_percent is None else Spread.LOG_NORMAL

    @property
    def omega(self) -> float:
        """SD of this parameter's random effect; 0 where no variation is published."""
        if self.logit_sd is not None:
            return self.logit_sd
        return 0.0 if self.cv_percent is None else math.sqrt(log_variance(self.cv_percent))

    def typical(self, weight_kg: Value) -> Value:
        """The value for one body weight, in L, L/min, 1/min, min or as a fraction."""
        factor, power = SCALES[self.unit]
        return self.value * factor * (weight_kg / REFERENCE_WEIGHT_KG) ** power


def log_variance(cv_percent: float) -> float:
    """Variance on the log scale of a log-normal quantity with this coefficient of variation."""
    return math.log1p((cv_percent / 100) ** 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """First-order movement of drug: `rate` per minute of what is in `source` goes to `target`."""

    source: str
    target: str
    rate: Value


ELIMINATED: Final = "eliminated"
"""The compartment that keeps what left the body, so that amounts can be balanced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where a dose goes in: `fraction` of it, at once or at a constant rate over `minutes`."""

    compartment: str
    fraction: Value = 1.0
    minutes: float = 0.0
    moiety: Moiety = Moiety.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A concentration that can be read off: amount / volume, times `scale` (molar masses)."""

    compound: str
    compartment: str
    litres: Value
    scale: float = 1.0


EFFECT_SITE: Final = " (effect site)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Biophase:
    """An effect site: dCe/dt = ke0 (C - Ce), for the compound that it follows."""

    compound: str
    ke0_per_min: Value

    @property
    def name(self) -> str:
        return self.compound + EFFECT_SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A model with its numbers filled in for a patient (or for many, as arrays).

    `entries[route]` lists, for the first dose of a sitting, the second, and so on, where it goes;
    the last holds for all that follow.
    """

    flows: tuple[Flow, ...]
    entries: Mapping[Route, tuple[tuple[Entry, ...], ...]]
    observed: tuple[Observed, ...]
    biophases: tuple[Biophase, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The names of its concentrations: plasma first, then effect sites."""
        plasma = tuple(each.compound for each in self.observed)
        return plasma + tuple(each.name for each in self.biophases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What was studied, from `low` to `high`, and how we know."""

    low: float
    high: float
    unit: str
    source: Source
    note: str = ""

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Covariates.  None is unknown: a model then says which reference category it took."""

    weight_kg: float
    age_y: float | None = None
    asian: bool | None = None
    japanese: bool | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight_kg) and self.weight_kg > 0):
            raise ValueError(
                f"the weight must be a positive number of kg, not {self.weight_kg:g}; such as 70"
            )
        if self.age_y is not None and not (math.isfinite(self.age_y) and self.age_y >= 0):
            raise ValueError(f"the age must be a number of years, not {self.age_y:g}; such as 45")


def _unchanged(values: dict[str, Value], _: Patient) -> dict[str, Value]:
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One published model.  `structure` fills it in from parameters in L, L/min, 1/min and min.

    `covariates` changes typical values by what is known of the patient, beyond body weight.
    `assembled` marks what was put together from several papers.  Those of `children` are not offered
    to adults.  With `extrapolate`, which a person asks for knowingly, the limits of age and weight
    are left, and every result says so.
    """

    name: str
    title: str
    source: Source
    drugs: tuple[Drug, ...]
    population: str
    sampling: Sampling
    parameters: tuple[Parameter, ...]
    structure: Callable[[Mapping[str, Value]], Structure]
    weight_kg: Range | None
    age_y: Range | None
    covariates: Callable[[dict[str, Value], Patient], dict[str, Value]] = _unchanged
    covariances: Mapping[tuple[str, str], float] = field(default_factory=dict)
    residual_cv_percent: Mapping[str, float] = field(default_factory=dict)
    covariate_notes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    children: bool = False
    assembled: bool = False
    extrapolate: bool = False

    def extrapolated(self) -> "Model":
        """The same model for one who knows that its limits are left."""
        return replace(self, extrapolate=True)

    def typical(self, patient: Patient) -> dict[str, Value]:
        """The typical parameters of a patient, by name (L, L/min, 1/min, min, fraction)."""
        values = {each.name: each.typical(patient.weight_kg) for each in self.parameters}
        return self.covariates(values, patient)

    def reference_structure(self) -> Structure:
        """The structure of the typical 70 kg adult: what routes and compounds there are."""
        return self.structure(self.typical(Patient(weight_kg=REFERENCE_WEIGHT_KG)))

    @property
    def routes(self) -> tuple[Route, ...]:
        return tuple(self.reference_structure().entries)

    @property
    def compounds(self) -> tuple[str, ...]:
        """What it tells, plasma first, then effect sites."""
        return self.reference_structure().told
