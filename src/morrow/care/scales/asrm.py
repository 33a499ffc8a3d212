"""ASRM: five items on mania over a week, entered as scores."""

from typing import Final

from morrow.care.scale_sources import ASRM_COPY, CAMCOPS
from morrow.care.scales.base import Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, numbered, plain_sum
from morrow.evidence import Status

ITEMS: Final = numbered(5, high=4)
BANDS: Final = banded(
    ASRM_COPY.as_(Status.UNVERIFIED),
    (0, 5, "below the cut-off"),
    (6, 20, "suggests mania or hypomania"),
)
ASRM: Final = Scale(
    key="ASRM",
    title="Altman Self-Rating Mania Scale",
    version="5 items",
    recall="7 days",
    rule="sum of five items of 0 to 4; 0 to 20; 6 or more suggests mania or hypomania",
    items=ITEMS,
    bands=BANDS,
    sources=(ASRM_COPY,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="Elsevier",
        attribution="ASRM (c) Elsevier",
        source=CAMCOPS,
    ),
    span=(0, 20),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
)
