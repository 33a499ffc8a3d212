"""MOAA/S: Modified Observer's Assessment of Alertness/Sedation, one observed level from 5 to 0.

Two wordings are in use and differ at the bottom.  We fix the one in which level 1 answers only to
a painful squeeze of the trapezius and level 0 not even to that, in words of our own.
"""

from typing import Final

from morrow.care.scales.base import Band, Item, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, every, plain_sum
from morrow.care.sources import COMMON_KNOWLEDGE, MOAAS_TABLES

LEVEL: Final = Item(
    key="level",
    name="observed level",
    low=0,
    high=5,
    levels={
        5: "answers at once to the name said normally",
        4: "answers slowly to the name said normally",
        3: "answers only when the name is called loudly or repeatedly",
        2: "answers only to mild prodding or shaking",
        1: "reacts only to a painful squeeze of the trapezius",
        0: "does not react to a painful squeeze of the trapezius",
    },
)
BANDS: Final = (
    Band(low=0, high=0, name="loss of consciousness", source=MOAAS_TABLES),
    Band(low=1, high=3, name="clinically relevant sedation", source=MOAAS_TABLES),
    Band(low=4, high=4, name="drowsy", source=MOAAS_TABLES),
    Band(low=5, high=5, name="alert", source=MOAAS_TABLES),
)
MOAAS: Final = Scale(
    key="MOAA/S",
    title="Modified Observer's Assessment of Alertness/Sedation",
    version="trapezius squeeze at level 1",
    recall="now",
    rule="a single observed level; 3 or less is clinically relevant sedation",
    items=(LEVEL,),
    bands=BANDS,
    sources=(MOAAS_TABLES,),
    licence=Licence(
        state=LicenceState.OWN_WORDING,
        holder="short clinical scale, widely reproduced",
        attribution="",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 5),
    needed=every(LEVEL),
    total=plain_sum,
    judge=band_of(BANDS),
)
