"""CADSS: the 23 items that the patient answers, entered as scores.

No cut-off is validated for ketamine, so there is no band; over 4 is what analyses of esketamine
counted, and is shown as that alone.
"""

from typing import Final

from morrow.care.scale_sources import CADSS_IN_TRIALS
from morrow.care.scales.base import Licence, LicenceState, Scale
from morrow.care.scales.building import banded, every, no_band, numbered, plain_sum
from morrow.care.sources import COMMON_KNOWLEDGE

ITEMS: Final = numbered(23, high=4)
CADSS: Final = Scale(
    key="CADSS",
    title="Clinician-Administered Dissociative States Scale, patient items",
    version="23 patient items",
    recall="this visit",
    rule="sum of 23 items of 0 to 4; 0 to 92; no validated cut-off",
    items=ITEMS,
    bands=(),
    other_bands=banded(
        CADSS_IN_TRIALS,
        (0, 4, "not over 4"),
        (5, 92, "over 4"),
        definition="as counted in esketamine analyses, not validated",
    ),
    sources=(CADSS_IN_TRIALS,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="J. D. Bremner",
        attribution="CADSS (c) Bremner",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 92),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=no_band,
)
