"""QIDS-SR16: sixteen items make nine domains, and the total is the sum of the domains.

Sleep is the greatest of items 1 to 4, appetite and weight of 6 to 9, psychomotor of 15 and 16;
the rest stand alone.  Items 6 and 7, and 8 and 9, are either-or: who answers one leaves the other
blank, and that is not missing.  Both blank is; both answered is accepted.
"""

from typing import Final

from morrow.care.scale_sources import IDS_QIDS
from morrow.care.scales.base import Answers, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, flag_from, keys, numbered
from morrow.care.scales.outcome import Outcome, at_most, fall_percent, fall_points
from morrow.care.sources import COMMON_KNOWLEDGE, HOUSE_POLICY
from morrow.evidence import Status

ITEMS: Final = numbered(16, high=3)
EITHER_OR: Final = (("q6", "q7"), ("q8", "q9"))
DOMAINS: Final = {
    "sleep": keys(1, 4),
    "mood": keys(5, 5),
    "appetite and weight": keys(6, 9),
    "item 10": keys(10, 10),
    "item 11": keys(11, 11),
    "item 12": keys(12, 12),
    "item 13": keys(13, 13),
    "item 14": keys(14, 14),
    "psychomotor": keys(15, 16),
}
BANDS: Final = banded(
    IDS_QIDS,
    (0, 5, "none"),
    (6, 10, "mild"),
    (11, 15, "moderate"),
    (16, 20, "severe"),
    (21, 27, "very severe"),
)


def needed(answers: Answers) -> tuple[str, ...]:
    """All, but not the other of an either-or pair of which one is answered."""
    spared = {
        key for pair in EITHER_OR if any(one in answers for one in pair) for key in pair
    }  # the answered one is spared too, which changes nothing
    return tuple(item.key for item in ITEMS if item.key not in spared)


def domains(answers: Answers) -> dict[str, int]:
    """Each domain is the greatest of its answered items."""
    return {
        name: max(answers[key] for key in members if key in answers)
        for name, members in DOMAINS.items()
    }


def total(answers: Answers) -> int:
    """The sum of the nine domains, never of sixteen items."""
    return sum(domains(answers).values())


QIDS_SR16: Final = Scale(
    key="QIDS-SR16",
    title="Quick Inventory of Depressive Symptomatology, self-report",
    version="16 items",
    recall="7 days",
    rule="sum of nine domains, not of items: greatest of 1-4, 5, greatest of 6-9, 10, 11, 12, 13,"
    " 14, greatest of 15-16; 0 to 27; one of items 6 and 7, and one of 8 and 9, may be blank",
    items=ITEMS,
    bands=BANDS,
    sources=(IDS_QIDS, COMMON_KNOWLEDGE),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="A. J. Rush et al.",
        attribution="QIDS-SR16 (c) Rush et al.",
        source=IDS_QIDS.as_(Status.UNVERIFIED),
    ),
    span=(0, 27),
    needed=needed,
    total=total,
    judge=band_of(BANDS, total),
    subscores=domains,
    flags=(
        flag_from(2, "q12", says="item 12 is 2 or more: the C-SSRS follows", source=HOUSE_POLICY),
    ),
    outcome=Outcome(
        response=(fall_percent("50", IDS_QIDS),),
        remission=(at_most(5, IDS_QIDS),),
        meaningful_change=(
            fall_percent("28.5", IDS_QIDS.as_(Status.UNVERIFIED)),
            fall_points(3, IDS_QIDS.as_(Status.UNVERIFIED), name="3 points"),
        ),
    ),
)
