"""PHQ-9: nine symptoms over two weeks, and one item on function that is asked and not scored.

The items have short names of ours; the words of the answers are the form's own, which may be
reproduced.  An answer of 1 or more to item 9 calls for the C-SSRS, complete or not.
"""

from typing import Final

from morrow.care.scale_sources import (
    CAMCOPS,
    COLEY_2020,
    HUDGENS_2021,
    KROENKE_2001,
    LOINC,
    TURKOZ_2021,
)
from morrow.care.scales.base import Item, Licence, LicenceState, Loinc, Scale
from morrow.care.scales.building import band_of, banded, every, flag_from, keys, named, sum_of
from morrow.care.scales.outcome import Outcome, at_most, fall_percent, fall_points
from morrow.care.sources import COMMON_KNOWLEDGE, HOUSE_POLICY
from morrow.evidence import Status

HOW_OFTEN: Final = {
    0: "not at all",
    1: "several days",
    2: "more than half the days",
    3: "nearly every day",
}
FUNCTION: Final = Item(
    key="function",
    name="how difficult it makes life (not scored)",
    low=0,
    high=3,
    levels={
        0: "not difficult at all",
        1: "somewhat difficult",
        2: "very difficult",
        3: "extremely difficult",
    },
    scored=False,
)
SYMPTOMS: Final = named(
    "little interest",
    "low mood",
    "sleep",
    "little energy",
    "appetite",
    "feeling bad about oneself",
    "concentration",
    "slowed or restless",
    "thoughts of death or self-harm",
    high=3,
    levels=HOW_OFTEN,
)
BANDS: Final = banded(
    KROENKE_2001,
    (0, 4, "none or minimal"),
    (5, 9, "mild"),
    (10, 14, "moderate"),
    (15, 19, "moderately severe"),
    (20, 27, "severe"),
)
TOTAL: Final = sum_of(*keys(1, 9))
PHQ9: Final = Scale(
    key="PHQ-9",
    title="Patient Health Questionnaire, nine items",
    version="9 items and function",
    recall="2 weeks",
    rule="sum of items 1 to 9 of 0 to 3; 0 to 27; the function item is not scored and may be blank",
    items=(*SYMPTOMS, FUNCTION),
    bands=BANDS,
    other_bands=banded(
        KROENKE_2001,
        (0, 9, "negative screen"),
        (10, 27, "positive screen"),
        definition="screening cut-off 10",
    ),
    sources=(KROENKE_2001,),
    licence=Licence(
        state=LicenceState.OPEN,
        holder="Pfizer Inc., no permission needed to reproduce, translate, display or distribute",
        attribution="PHQ-9 by Spitzer, Williams, Kroenke and colleagues",
        source=CAMCOPS,
    ),
    span=(0, 27),
    needed=every(*SYMPTOMS),
    total=TOTAL,
    judge=band_of(BANDS, TOTAL),
    flags=(
        flag_from(1, "q9", says="item 9 is 1 or more: the C-SSRS follows", source=COMMON_KNOWLEDGE),
        flag_from(3, "q9", says="item 9 is 3: high risk until reviewed", source=HOUSE_POLICY),
    ),
    outcome=Outcome(
        response=(fall_percent("50", COLEY_2020),),
        remission=(at_most(4, COLEY_2020, name="under 5"),),
        meaningful_change=(
            fall_points(6, HUDGENS_2021, name="treatment-resistant depression (Hudgens)"),
            fall_points(3, TURKOZ_2021, name="meaningful (Turkoz)"),
            fall_points(6, TURKOZ_2021, name="substantial (Turkoz)"),
            fall_points(5, COLEY_2020.as_(Status.UNVERIFIED), name="general care"),
        ),
    ),
    loinc=(
        Loinc(code="44249-1", names="panel", source=LOINC),
        Loinc(code="44261-6", names="total", source=LOINC),
    ),
)
