"""`simulate(model, patient, regimen, at)`: concentrations over time, exactly, with their sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.pharmacology.limits import EXTRAPOLATED, admitted
from morrow.pharmacology.linear import Array, System
from morrow.pharmacology.model import Drug, Model, Patient
from morrow.pharmacology.regimen import MOST_TIMES, Regimen, RegimenError

NG_PER_ML: Final = 1000.0  # ng/mL in one mg/L


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Concentrations of one patient over time.

    `time_min` in minutes has shape (times,), `ng_per_ml[compound]` in ng/mL the same.  Plasma is that of the model's
    sampling site.  `notes` says what was assumed or left for this patient; `model` carries the
    sources.
    """

    model: Model
    patient: Patient
    regimen: Regimen
    time_min: Array
    ng_per_ml: dict[str, Array]
    notes: tuple[str, ...]

    @property
    def extrapolated(self) -> bool:
        return any(note.startswith(EXTRAPOLATED) for note in self.notes)

    def rows(self) -> Iterator[tuple[float, str, float, str]]:
        """(time_min, compound, concentration, unit), compound by compound."""
        for compound, values in self.ng_per_ml.items():
            for time, value in zip(self.time_min.tolist(), values.tolist(), strict=True):
                yield time, compound, value, "ng/mL"


def simulate(
    model: Model, patient: Patient, regimen: Regimen, at: Sequence[float] | Array
) -> Trace | Refusal:
    """The model's concentrations for a patient, at the minutes `at` from the regimen's origin.

    `at` has shape (times,), and so has every concentration of the trace, in ng/mL.  A Refusal where the model was not made for the drug, a route or the patient
    (`Model.extrapolated()` sets the patient's limits aside, aloud).  RegimenError where `at` is no
    list of numbers in order of time.
    """
    times = checked_times(at)
    notes = admitted(model, patient, regimen)
    if isinstance(notes, Refusal):
        return notes
    system = System(model.structure(model.typical(patient)))
    told = system.structure.told
    solved = system.solve(regimen.doses, regimen.drug, times, told) * NG_PER_ML
    shown = [shown_name(name, regimen.drug) for name in told]
    return Trace(
        model=model,
        patient=patient,
        regimen=regimen,
        time_min=times,
        ng_per_ml={name: solved[:, i] for i, name in enumerate(shown)},
        notes=notes,
    )


def checked_times(at: Sequence[float] | Array) -> Array:
    """Minutes as an array; RegimenError says what was wrong with them."""
    if not 0 < len(at) <= MOST_TIMES:
        raise RegimenError(
            f"ask for 1 to {MOST_TIMES:,} times at once, not {len(at):,}; more, in parts"
        )
    times = np.asarray(at, dtype=np.float64)
    if times.ndim != 1:
        raise RegimenError(
            f"times must be one list of minutes, shape (times,), not of shape {times.shape}"
        )
    if not np.isfinite(times).all():
        raise RegimenError("every time must be a number of minutes, such as 0, 5, 10")
    backwards = np.flatnonzero(np.diff(times) < 0)
    if backwards.size:
        first = backwards[0]
        raise RegimenError(
            f"times must not go backwards: {times[first + 1]:g} comes after {times[first]:g}"
        )
    return times


def shown_name(name: str, drug: Drug) -> str:
    """Pooled models tell `ketamine`; after esketamine that is S-ketamine."""
    return f"S-{name}" if drug is Drug.ESKETAMINE and name.startswith("ketamine") else name
