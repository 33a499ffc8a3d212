"""S- and R-ketamine and their norketamines at the effect site, in nmol/mL, and the relative drive.

The relative drive is an index: concentrations weighted by relative affinity for the NMDA receptor,
against the S-ketamine at which perception changes half-maximally.  It is no share of receptors: the
absolute affinity depends on voltage, magnesium and free fraction, and is not known in people.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import log
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.pharmacology import sources as s
from morrow.pharmacology.engine import NG_PER_ML
from morrow.pharmacology.linear import Array, System
from morrow.pharmacology.model import Biophase, Model, Patient, Structure
from morrow.pharmacology.models import molar
from morrow.pharmacology.regimen import Regimen

MOLAR: Final[Mapping[str, float]] = {
    "S-ketamine": molar.KETAMINE,
    "R-ketamine": molar.KETAMINE,
    "S-norketamine": molar.NORKETAMINE,
    "R-norketamine": molar.NORKETAMINE,
}
KI_UM: Final[Mapping[str, float]] = {
    "S-ketamine": 0.3,
    "R-ketamine": 1.4,
    "S-norketamine": 1.7,
    "R-norketamine": 13.0,
}
"""Affinity for the NMDA receptor in umol/L (EBERT_1997, seen); only their ratios are used."""

EQUILIBRATION_MIN: Final = (5.1, 8.3, 13.0)
"""Half-life of equilibration for perception and pain: estimate and 95 % CI (OLOFSEN_2022, seen)."""

C50_NMOL_PER_ML: Final = (0.38, 0.51, 0.66)
"""S-ketamine of half-maximal change of perception: estimate and 95 % CI (OLOFSEN_2022, seen)."""


def potency(compound: str) -> float:
    """Relative to S-ketamine: 1, 0.21, 0.18 and 0.02."""
    return KI_UM["S-ketamine"] / KI_UM[compound]


def at_effect_site(
    model: Model, patient: Patient, regimen: Regimen, at_min: Array, *, half_life_min: float
) -> dict[str, Array] | Refusal:
    """Enantiomers at the effect site, nmol/mL, shape (times,); what the model does not tell is out.

    A Refusal where the model tells no enantiomer: a pooled concentration has no S-ketamine in it.
    """
    known = [name for name in MOLAR if name in model.compounds]
    if not known:
        return Refusal(
            rule="PK5",
            reason=f"{model.name} tells no S-ketamine, on which acute effects hang",
            source=s.OLOFSEN_2022,
            seen={"model": model.name, "tells": ", ".join(model.compounds)},
            remedy="use assembled_racemic, simons_2022, otto_2021 or perezruixo_2021",
        )
    structure = _with_sites(model.structure(model.typical(patient)), known, half_life_min)
    sites = [each.name for each in structure.biophases]
    found = System(structure).solve(regimen.doses, regimen.drug, at_min, sites) * NG_PER_ML
    return {name: found[:, i] / MOLAR[name] for i, name in enumerate(known)}


def _with_sites(structure: Structure, compounds: list[str], half_life_min: float) -> Structure:
    ke0 = log(2) / half_life_min
    sites = tuple(Biophase(compound=name, ke0_per_min=ke0) for name in compounds)
    return replace(structure, biophases=sites)


def relative_drive(
    site_nmol_per_ml: Mapping[str, Array], *, c50_nmol_per_ml: float = C50_NMOL_PER_ML[1]
) -> Array:
    """theta = x / (1 + x), x the potency-weighted concentration over the chosen scale; 0 to 1."""
    weighted = np.sum([potency(name) * found for name, found in site_nmol_per_ml.items()], axis=0)
    x: Array = weighted / c50_nmol_per_ml
    return x / (1 + x)
