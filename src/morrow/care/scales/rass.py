"""RASS: Richmond Agitation-Sedation Scale, one observed level from +4 to -5, in our own words."""

from typing import Final

from morrow.care.scales.base import Band, Item, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, every, plain_sum
from morrow.care.sources import COMMON_KNOWLEDGE, RASS_2002

LEVEL: Final = Item(
    key="level",
    name="observed level",
    low=-5,
    high=4,
    levels={
        4: "violent, a danger to those around",
        3: "aggressive, or pulls at lines",
        2: "keeps moving without purpose",
        1: "uneasy, without forceful movement",
        0: "awake and calm",
        -1: "drowsy; the voice brings eye contact for more than 10 s",
        -2: "the voice brings eye contact for less than 10 s",
        -3: "the voice brings movement but no eye contact",
        -4: "only touch brings movement",
        -5: "neither voice nor touch brings anything",
    },
)
BANDS: Final = (
    Band(low=-5, high=-4, name="deep sedation", source=RASS_2002),
    Band(low=-3, high=-3, name="moderate sedation", source=RASS_2002),
    Band(low=-2, high=-1, name="light sedation", source=RASS_2002),
    Band(low=0, high=0, name="alert and calm", source=RASS_2002),
    Band(low=1, high=4, name="agitated", source=RASS_2002),
)
RASS: Final = Scale(
    key="RASS",
    title="Richmond Agitation-Sedation Scale",
    version="2002",
    recall="now",
    rule="a single observed level from +4 to -5; 0 is awake and calm",
    items=(LEVEL,),
    bands=BANDS,
    sources=(RASS_2002,),
    licence=Licence(
        state=LicenceState.OWN_WORDING,
        holder="short clinical scale, widely reproduced",
        attribution="",
        source=COMMON_KNOWLEDGE,
    ),
    span=(-5, 4),
    needed=every(LEVEL),
    total=plain_sum,
    judge=band_of(BANDS),
)
