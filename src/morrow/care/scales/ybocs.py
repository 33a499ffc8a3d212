"""Y-BOCS: five items on obsessions and five on compulsions, entered as scores."""

from typing import Final

from morrow.care.scale_sources import CAMCOPS, RODRIGUEZ_2013, YBOCS_STRUCTURE
from morrow.care.scales.base import Answers, Licence, LicenceState, Scale
from morrow.care.scales.building import (
    band_of,
    banded,
    every,
    keys,
    numbered,
    plain_sum,
    sum_of,
)
from morrow.care.scales.outcome import Outcome, at_most, fall_percent
from morrow.evidence import Status

ITEMS: Final = numbered(10, high=4)
UNVERIFIED: Final = YBOCS_STRUCTURE.as_(Status.UNVERIFIED)
BANDS: Final = banded(
    UNVERIFIED,
    (0, 7, "subclinical"),
    (8, 15, "mild"),
    (16, 23, "moderate"),
    (24, 31, "severe"),
    (32, 40, "extreme"),
)
OBSESSIONS: Final = sum_of(*keys(1, 5))
COMPULSIONS: Final = sum_of(*keys(6, 10))


def subscores(answers: Answers) -> dict[str, int]:
    """Obsessions and compulsions, 0 to 20 each."""
    return {"obsessions": OBSESSIONS(answers), "compulsions": COMPULSIONS(answers)}


YBOCS: Final = Scale(
    key="Y-BOCS",
    title="Yale-Brown Obsessive Compulsive Scale",
    version="10 items",
    recall="7 days",
    rule="sum of ten items of 0 to 4; 0 to 40; obsessions 1-5 and compulsions 6-10, 0 to 20 each",
    items=ITEMS,
    bands=BANDS,
    sources=(YBOCS_STRUCTURE,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="W. K. Goodman",
        attribution="Y-BOCS (c) Goodman",
        source=CAMCOPS,
    ),
    span=(0, 40),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    subscores=subscores,
    outcome=Outcome(
        response=(fall_percent("35", RODRIGUEZ_2013),),
        remission=(at_most(12, UNVERIFIED),),
    ),
)
