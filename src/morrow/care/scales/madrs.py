"""MADRS: ten items of 0 to 6, entered as scores; its owner has refused reproduction of the text.

Remission is at most 10 in some trials, under 10 in one paper and at most 12 in the esketamine
trials.
"""

from typing import Final

from morrow.care.scale_sources import (
    CAMCOPS,
    ESKETAMINE_REMISSION,
    HAWLEY_2002,
    HUDGENS_2021,
    MADRS_CUT_POINTS,
    TURKOZ_2021,
)
from morrow.care.scales.base import Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, flag_from, numbered, plain_sum
from morrow.care.scales.outcome import Outcome, at_most, fall_percent, fall_points
from morrow.care.sources import EKSTRAND_2022, HOUSE_POLICY, LOO_2023

ITEMS: Final = numbered(10, high=6)
BANDS: Final = banded(
    MADRS_CUT_POINTS,
    (0, 6, "none"),
    (7, 19, "mild"),
    (20, 34, "moderate"),
    (35, 60, "severe"),
)
MADRS: Final = Scale(
    key="MADRS",
    title="Montgomery-Asberg Depression Rating Scale",
    version="10 items, 7 days",
    recall="7 days",
    rule="sum of ten items of 0 to 6; 0 to 60",
    items=ITEMS,
    bands=BANDS,
    sources=(MADRS_CUT_POINTS,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="Royal College of Psychiatrists",
        attribution="MADRS (c) Royal College of Psychiatrists",
        source=CAMCOPS,
    ),
    span=(0, 60),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    flags=(
        flag_from(4, "q10", says="item 10 is 4 or more: the C-SSRS follows", source=HOUSE_POLICY),
    ),
    outcome=Outcome(
        response=(fall_percent("50", MADRS_CUT_POINTS),),
        remission=(
            at_most(10, LOO_2023, name="10 or less (KADS)"),
            at_most(10, EKSTRAND_2022, name="10 or less (KetECT)"),
            at_most(9, HAWLEY_2002, name="under 10 (Hawley)"),
            at_most(12, ESKETAMINE_REMISSION, name="12 or less (esketamine trials)"),
        ),
        meaningful_change=(
            fall_points(6, TURKOZ_2021, name="meaningful (Turkoz)"),
            fall_points(12, TURKOZ_2021, name="substantial (Turkoz)"),
            fall_points(10, HUDGENS_2021, name="treatment-resistant depression (Hudgens)"),
        ),
    ),
)
