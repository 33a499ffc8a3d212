"""DAST-10: ten yes/no items on drugs over a year, entered as answers: 1 is yes, 0 is no.

Item 3 is reversed: its "no" scores the point.
"""

from typing import Final

from morrow.care.scale_sources import CAMCOPS, DAST10_COPY, LOINC
from morrow.care.scales.base import Answers, Licence, LicenceState, Loinc, Scale
from morrow.care.scales.building import band_of, banded, every, numbered
from morrow.evidence import Status

ITEMS: Final = numbered(10, high=1, words="item {}, yes or no")
REVERSED: Final = "q3"
BANDS: Final = banded(
    DAST10_COPY,
    (0, 0, "none"),
    (1, 2, "low"),
    (3, 5, "moderate"),
    (6, 8, "substantial"),
    (9, 10, "severe"),
)


def total(answers: Answers) -> int:
    """A point for each yes, and for a no to item 3."""
    return sum(1 - value if key == REVERSED else value for key, value in answers.items())


DAST10: Final = Scale(
    key="DAST-10",
    title="Drug Abuse Screening Test, ten items",
    version="10 items, entered 1 = yes and 0 = no",
    recall="12 months",
    rule="a point for each yes, in item 3 for a no; 0 to 10",
    items=ITEMS,
    bands=BANDS,
    sources=(DAST10_COPY, DAST10_COPY.as_(Status.UNVERIFIED)),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="H. A. Skinner and CAMH, non-commercial with credit",
        attribution="DAST (c) 1982 Skinner and the Centre for Addiction and Mental Health",
        source=CAMCOPS,
    ),
    span=(0, 10),
    needed=every(*ITEMS),
    total=total,
    judge=band_of(BANDS, total),
    loinc=(
        Loinc(code="82666-9", names="panel", source=LOINC.as_(Status.SEEN_2)),
        Loinc(code="82667-7", names="total", source=LOINC.as_(Status.SEEN_2)),
    ),
)
