"""Maudsley Staging Method: how far a depression has resisted treatment, 3 to 15."""

from typing import Final

from morrow.care.scale_sources import FEKADU_2018, MSM_COPY
from morrow.care.scales.base import Answers, Item, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, plain_sum, sum_of

DURATION: Final = Item(
    key="duration",
    name="duration of the episode",
    low=1,
    high=3,
    levels={1: "12 months or less", 2: "13 to 24 months", 3: "over 24 months"},
)
SEVERITY: Final = Item(
    key="severity",
    name="severity of symptoms at baseline",
    low=1,
    high=5,
    levels={
        1: "subsyndromal",
        2: "mild",
        3: "moderate",
        4: "severe without psychosis",
        5: "severe with psychosis",
    },
)
FAILURES: Final = Item(
    key="failures",
    name="antidepressants that failed in the episode",
    low=1,
    high=5,
    levels={1: "1 or 2", 2: "3 or 4", 3: "5 or 6", 4: "7 to 10", 5: "over 10"},
)
USED: Final = {0: "not used", 1: "used"}
AUGMENTATION: Final = Item(key="augmentation", name="augmentation", low=0, high=1, levels=USED)
ECT: Final = Item(key="ect", name="ECT", low=0, high=1, levels=USED)
ITEMS: Final = (DURATION, SEVERITY, FAILURES, AUGMENTATION, ECT)
BANDS: Final = banded(FEKADU_2018, (3, 6, "mild"), (7, 10, "moderate"), (11, 15, "severe"))
ILLNESS: Final = sum_of("duration", "severity")
TREATMENT: Final = sum_of("failures", "augmentation", "ect")


def dimensions(answers: Answers) -> dict[str, int]:
    """Illness, at most 8, and treatment, at most 7."""
    return {"illness": ILLNESS(answers), "treatment": TREATMENT(answers)}


MAUDSLEY_STAGING: Final = Scale(
    key="MSM",
    title="Maudsley Staging Method",
    version="2018",
    recall="current episode",
    rule="sum of duration 1-3, severity 1-5, failed antidepressants 1-5, augmentation 0-1 and ECT"
    " 0-1; 3 to 15",
    items=ITEMS,
    bands=BANDS,
    other_bands=banded(
        MSM_COPY,
        (3, 7, "not treatment-resistant"),
        (8, 15, "treatment-resistant"),
        definition="cut-off 7.5",
    ),
    sources=(FEKADU_2018, MSM_COPY),
    licence=Licence(
        state=LicenceState.OWN_WORDING,
        holder="A. Fekadu and colleagues; article CC BY, supplement all rights reserved",
        attribution="Maudsley Staging Method by Fekadu et al. 2018",
        source=FEKADU_2018,
    ),
    span=(3, 15),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    subscores=dimensions,
)
