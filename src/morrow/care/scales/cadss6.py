"""CADSS-6: six of the 23 patient items of the CADSS (1, 2, 6, 7, 15, 22), entered as scores.

No cut-off is validated, so there is no band; discharge compares with the patient's own baseline.
"""

from typing import Final

from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import every, no_band, plain_sum
from morrow.care.sources import CADSS6_2021, COMMON_KNOWLEDGE

ITEMS: Final = tuple(
    Item(key=f"c{number}", name=f"CADSS item {number}", low=0, high=4)
    for number in (1, 2, 6, 7, 15, 22)
)
CADSS6: Final = Scale(
    key="CADSS-6",
    title="Clinician-Administered Dissociative States Scale, six items",
    version="2021",
    recall="this visit",
    rule="sum of six items of 0 to 4; 0 to 24; no validated cut-off",
    items=ITEMS,
    bands=(),
    sources=(CADSS6_2021,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="J. D. Bremner",
        attribution="CADSS (c) Bremner; CADSS-6 by Rodrigues et al. 2021",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 24),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=no_band,
)
