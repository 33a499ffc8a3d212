"""GAD-7: seven symptoms of anxiety over two weeks, under short names of ours.

The lowest answer reads "not at all"; a reproduction with other words is in circulation.
"""

from typing import Final

from morrow.care.scale_sources import CAMCOPS, GAD7_COPIES, LOINC, TOUSSAINT_2020
from morrow.care.scales.base import Licence, LicenceState, Loinc, Scale
from morrow.care.scales.building import band_of, banded, every, named, plain_sum
from morrow.care.scales.outcome import Outcome, at_most, fall_percent, fall_points
from morrow.care.scales.phq9 import HOW_OFTEN
from morrow.evidence import Status

ITEMS: Final = named(
    "nervous",
    "cannot stop worrying",
    "worry about many things",
    "trouble relaxing",
    "restless",
    "irritable",
    "afraid of something awful",
    high=3,
    levels=HOW_OFTEN,
)
BANDS: Final = banded(
    GAD7_COPIES,
    (0, 4, "none or minimal"),
    (5, 9, "mild"),
    (10, 14, "moderate"),
    (15, 21, "severe"),
)
UNVERIFIED: Final = GAD7_COPIES.as_(Status.UNVERIFIED)
GAD7: Final = Scale(
    key="GAD-7",
    title="Generalised Anxiety Disorder, seven items",
    version="7 items",
    recall="2 weeks",
    rule="sum of seven items of 0 to 3; 0 to 21",
    items=ITEMS,
    bands=BANDS,
    sources=(GAD7_COPIES,),
    licence=Licence(
        state=LicenceState.OPEN,
        holder="Pfizer Inc., no permission needed to reproduce, translate, display or distribute",
        attribution="GAD-7 by Spitzer, Williams, Kroenke and colleagues",
        source=CAMCOPS,
    ),
    span=(0, 21),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    outcome=Outcome(
        response=(fall_percent("50", UNVERIFIED),),
        remission=(at_most(4, UNVERIFIED, name="under 5"),),
        meaningful_change=(fall_points(4, TOUSSAINT_2020, name="Toussaint"),),
    ),
    loinc=(
        Loinc(code="69737-5", names="panel", source=LOINC.as_(Status.SEEN_2)),
        Loinc(code="70274-6", names="total", source=LOINC),
    ),
)
