"""What the drug does: from a dose to concentrations, acute effects and mood.  Knows no clinic.

Models, regimens and patients are light; the engine (numpy, scipy) is imported when it is first
asked for.

    from morrow.pharmacology import Drug, Patient, Regimen, infusion, models, simulate

    model = models.ALL["kamp_2020_meta"]
    regimen = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
    trace = simulate(model, Patient(weight_kg=70), regimen, at=range(0, 240, 5))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from morrow.pharmacology import models
from morrow.pharmacology.model import Drug, Model, Patient, Route, Sampling
from morrow.pharmacology.regimen import (
    Dose,
    Regimen,
    RegimenError,
    given_rows,
    infusion,
    sprays,
)

if TYPE_CHECKING:
    from morrow.pharmacology import fast, individual, summaries
    from morrow.pharmacology.effects import AcuteEffects, acute_effects
    from morrow.pharmacology.engine import Trace, simulate
    from morrow.pharmacology.observations import compared
    from morrow.pharmacology.population import Band, simulate_band

_ENGINE = {
    "AcuteEffects": "morrow.pharmacology.effects",
    "Band": "morrow.pharmacology.population",
    "Trace": "morrow.pharmacology.engine",
    "acute_effects": "morrow.pharmacology.effects",
    "compared": "morrow.pharmacology.observations",
    "simulate": "morrow.pharmacology.engine",
    "simulate_band": "morrow.pharmacology.population",
}

_MANY = ("fast", "individual", "summaries")
"""Modules for many patients, and for one patient's parameters: see the docstring of each."""

__all__ = [
    "AcuteEffects",
    "Band",
    "Dose",
    "Drug",
    "Model",
    "Patient",
    "Regimen",
    "RegimenError",
    "Route",
    "Sampling",
    "Trace",
    "acute_effects",
    "compared",
    "fast",
    "given_rows",
    "individual",
    "infusion",
    "models",
    "simulate",
    "simulate_band",
    "sprays",
    "summaries",
]


def __getattr__(name: str) -> Any:
    """The engine, imported on first use so that a web server starts without it."""
    if name in _MANY:
        return import_module(f"morrow.pharmacology.{name}")
    if name in _ENGINE:
        return getattr(import_module(_ENGINE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
