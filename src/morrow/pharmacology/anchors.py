"""Published mean effects of a published dose, at which the height of an effect is anchored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scipy.special import gammaincinv, ndtri

from morrow.evidence import Source
from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Drug, Patient, Route
from morrow.pharmacology.regimen import Regimen, infusion, sprays

ANCHOR_PATIENT: Final = Patient(weight_kg=70)
IV_DOSE: Final = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
NASAL_DOSE: Final = Regimen(drug=Drug.ESKETAMINE, doses=sprays(84))


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The `mean` peak of an effect after `regimen`, and its SD between patients and sessions.

    `skewed` ratings cannot fall below zero: their spread is a gamma distribution's, else normal.
    """

    key: str
    title: str
    unit: str
    mean: float
    sd: float
    skewed: bool
    regimen: Regimen
    source: Source
    sure: str
    against: tuple[Source, ...] = ()  # what was read and says otherwise
    top: float | None = None  # the highest value of its scale, where it has one

    def band(self) -> tuple[float, float]:
        """The 10th and 90th percentile between patients at the anchor."""
        if self.skewed:
            shape = (self.mean / self.sd) ** 2
            scale = self.sd**2 / self.mean
            return scale * gammaincinv(shape, 0.1), scale * gammaincinv(shape, 0.9)
        return self.mean + self.sd * ndtri(0.1), self.mean + self.sd * ndtri(0.9)


CADSS_TOP: Final = 23 * 4.0  # 23 patient items of 0 to 4 (seen: CADSS6_2021)
_RATING = Anchor(
    key="cadss",
    title="dissociation rating (CADSS)",
    unit="points",
    mean=7.7,
    sd=9.2,
    skewed=True,
    regimen=IV_DOSE,
    source=s.VANSCHALKWYK_2018,
    top=CADSS_TOP,
    sure="one mean of 110 patients; taken to rise in proportion to S-ketamine (assumption)",
)
_SURE_IV = (
    "one mean of 2,342 infusions; taken to rise in proportion to S-ketamine (assumption); "
    "684 infusions of another clinic rose by 3.3/3.2 mmHg at 30 min"
)
_SURE_NASAL = (
    "the middle of the label's range of means; its SD is not given there, that after infusions "
    "was taken (assumption)"
)


def _pressure(key: str, title: str, mean: float, sd: float, *, nasal: bool) -> Anchor:
    return Anchor(
        key=key,
        title=title,
        unit="mm[Hg]",
        mean=mean,
        sd=sd,
        skewed=False,
        regimen=NASAL_DOSE if nasal else IV_DOSE,
        source=s.SPRAVATO_LABEL if nasal else s.GENHOSP_2024,
        sure=_SURE_NASAL if nasal else _SURE_IV,
        against=() if nasal else (s.RIVAPOSSE_2018,),
    )


_SYSTOLIC, _DIASTOLIC = "rise of systolic pressure", "rise of diastolic pressure"
_IV = (
    _RATING,
    _pressure("sbp", _SYSTOLIC, 16.0, 11.2, nasal=False),
    _pressure("dbp", _DIASTOLIC, 11.0, 8.45, nasal=False),
)
_NASAL = (
    _RATING,
    _pressure("sbp", _SYSTOLIC, 8.0, 11.2, nasal=True),
    _pressure("dbp", _DIASTOLIC, 5.0, 8.45, nasal=True),
)
ANCHORS: Final[Mapping[Route, tuple[Anchor, ...]]] = {
    route: _NASAL if route is Route.NASAL else _IV for route in Route
}
"""By route.  Injection, tablet and lozenge have no figures of their own and take the infusion's."""
