"""What each acute effect is: its curve from concentrations, its band, and how far to trust it.

Published exposure-response is thin.  Pressure and the dissociation rating have no published
concentration-effect curve that was seen: their course follows S-ketamine at the effect site, and
their height is anchored at the published mean of a published dose (`ANCHORS`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from morrow.evidence import Source
from morrow.pharmacology import sources as s
from morrow.pharmacology.anchors import Anchor
from morrow.pharmacology.biophase import C50_NMOL_PER_ML, relative_drive
from morrow.pharmacology.engine import NG_PER_ML
from morrow.pharmacology.linear import Array
from morrow.pharmacology.models import molar

HEART_RATE_PERCENT_PER_NG_ML: Final = (43.5 / 1959, 45 / 320)
"""From LANGSJO_2005 (heart rate itself, far above our doses) to SIGTERMANS_2009 (cardiac output,
as if all of it were rate); both straight lines from nothing.  The truth lies between, we think."""

EMAX: Final = 0.939
HILL: Final = 3.71
EC50_MG_PER_L: Final = (0.22, 0.56, 1.17)
"""Sedation of 43 children against racemic plasma (HERD_2008): Emax, Hill coefficient and EC50, and
the 90 % interval of the EC50 of arousal, 0.22 to 1.17."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What effects hang on, at the minutes `at_min` (times,).

    `sites` are nmol/mL at the effect site for each half-life of equilibration: fast, usual, slow;
    `plasma` is ng/mL.
    """

    at_min: Array
    sites: tuple[Mapping[str, Array], ...]
    plasma: Mapping[str, Array]

    @property
    def s_ketamine(self) -> list[Array]:
        return [site["S-ketamine"] for site in self.sites]

    def since(self, start_min: float) -> "Moments":
        """The same from a minute on."""
        first = int(np.searchsorted(self.at_min, start_min))
        return Moments(
            at_min=self.at_min[first:],
            sites=tuple({name: each[first:] for name, each in one.items()} for one in self.sites),
            plasma={name: each[first:] for name, each in self.plasma.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One effect over time: its middle, the curves of its band, and those that give its times."""

    value: Array | None
    curves: Sequence[Array]
    shapes: Sequence[Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An effect that can be told; `top` is the highest value of its scale, None where it has none."""

    key: str
    title: str
    unit: str
    course: Callable[[Moments], Course]
    band: str
    sure: str
    sources: tuple[Source, ...]
    top: float | None = None


def _drive(now: Moments) -> Course:
    pairs = product(now.sites, C50_NMOL_PER_ML)
    curves = [relative_drive(site, c50_nmol_per_ml=c50) for site, c50 in pairs]
    return Course(value=relative_drive(now.sites[1]), curves=curves, shapes=curves)


def _perception(now: Moments) -> Course:
    pairs = product(now.s_ketamine, C50_NMOL_PER_ML)
    curves = [100 * site / (site + c50) for site, c50 in pairs]
    middle = now.s_ketamine[1]
    value = 100 * middle / (middle + C50_NMOL_PER_ML[1])
    return Course(value=value, curves=curves, shapes=curves)


def _heart_rate(now: Moments) -> Course:
    curves = [
        slope * site * molar.KETAMINE
        for site, slope in product(now.s_ketamine, HEART_RATE_PERCENT_PER_NG_ML)
    ]
    return Course(value=None, curves=curves, shapes=curves)


def _sedation(now: Moments) -> Course:
    racemate = (now.plasma["S-ketamine"] + now.plasma["R-ketamine"]) / NG_PER_ML
    curves = [_arousal(racemate, ec50) for ec50 in EC50_MG_PER_L]
    return Course(value=curves[1], curves=curves, shapes=curves)


def _arousal(mg_per_l: Array, ec50: float) -> Array:
    power: Array = np.maximum(mg_per_l, 0) ** HILL  # days later, rounding leaves less than nothing
    share: Array = EMAX * power / (ec50**HILL + power)
    return 100 * share


def anchored(anchor: Anchor, peaks: Sequence[float]) -> Told:
    """The anchor's mean and band, in proportion to S-ketamine at the effect site.

    `peaks` in nmol/mL are those of the anchor's own dose, by half-life of equilibration.
    """
    low, high = anchor.band()
    highest = np.inf if anchor.top is None else anchor.top / anchor.mean

    def course(now: Moments) -> Course:
        relative = [site / peak for site, peak in zip(now.s_ketamine, peaks, strict=True)]
        curves = [each * bound for each in relative for bound in (low, high)]
        shapes = [np.minimum(each, highest) for each in relative]
        return Course(value=relative[1] * anchor.mean, curves=curves, shapes=shapes)

    return Told(
        key=anchor.key,
        title=anchor.title,
        unit=anchor.unit,
        course=course,
        band="80 % of patients and sessions",
        sure=anchor.sure,
        sources=(anchor.source, *anchor.against, s.OLOFSEN_2022),
        top=anchor.top,
    )


DRIVE: Final = Told(
    key="drive",
    title="relative drive",
    unit="1",
    course=_drive,
    band="the scale (0.38 to 0.66 nmol/mL) and the equilibration (5.1 to 13.0 min) moved over "
    "their 95 % intervals",
    sure="an index of drug effect, on a scale that was chosen; no share of receptors",
    sources=(s.OLOFSEN_2022, s.EBERT_1997),
)
PERCEPTION: Final = Told(
    key="perception",
    title="altered perception, share of the largest",
    unit="%",
    course=_perception,
    band="C50 and equilibration moved over their 95 % intervals",
    sure="17 volunteers, S-ketamine; the steepness (Hill coefficient) was not seen, 1 was taken",
    sources=(s.OLOFSEN_2022,),
)
HEART_RATE: Final = Told(
    key="heart-rate",
    title="rise of heart rate",
    unit="%",
    course=_heart_rate,
    band="from the heart rate of far higher concentrations to the whole rise of cardiac output",
    sure="no curve at these concentrations was seen; a range and no middle",
    sources=(s.LANGSJO_2005, s.SIGTERMANS_2009),
)
SEDATION: Final = Told(
    key="sedation",
    title="loss of arousal, share of the largest",
    unit="%",
    course=_sedation,
    band="the EC50 moved over the 90 % interval of arousal (0.22 to 1.17 mg/L)",
    sure="children after procedures; adults in the chair are rated otherwise (MOAA/S)",
    sources=(s.HERD_2008,),
)
