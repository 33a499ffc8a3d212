"""PCL-5: twenty symptoms of PTSD over a month, under short names of ours, in four clusters.

Provisional PTSD: a symptom counts from 2 on, and clusters B and C need one, D and E two.  It is
reached whatever is still missing, and ruled out only by a complete form.  Published cut-offs on
the total run from 31 to 33; a total between them is called that.
"""

from typing import Final

from morrow.care.scale_sources import CAMCOPS, LOINC, PCL5_GUIDES
from morrow.care.scales.base import Answers, Flag, Licence, LicenceState, Loinc, Scale
from morrow.care.scales.building import band_of, banded, every, keys, named, plain_sum
from morrow.care.scales.outcome import Outcome, fall_points
from morrow.evidence import Status

ITEMS: Final = named(
    "intrusive memories",
    "bad dreams",
    "reliving it",
    "upset by reminders",
    "bodily reaction to reminders",
    "avoiding thoughts",
    "avoiding reminders",
    "gaps in memory",
    "bleak beliefs",
    "blame",
    "strong bad feelings",
    "loss of interest",
    "distant from others",
    "no good feelings",
    "irritable or aggressive",
    "taking risks",
    "on guard",
    "easily startled",
    "concentration",
    "sleep",
    high=4,
)
CLUSTERS: Final = {"B": keys(1, 5), "C": keys(6, 7), "D": keys(8, 14), "E": keys(15, 20)}
SYMPTOMS_NEEDED: Final = {"B": 1, "C": 1, "D": 2, "E": 2}
COUNTS_FROM: Final = 2
BANDS: Final = banded(
    PCL5_GUIDES,
    (0, 30, "below the published cut-offs"),
    (31, 32, "between the published cut-offs of 31 and 33"),
    (33, 80, "probable PTSD"),
)


def clusters(answers: Answers) -> dict[str, int]:
    """The sum of each cluster."""
    return {name: sum(answers[key] for key in members) for name, members in CLUSTERS.items()}


def provisional_ptsd(answers: Answers) -> bool:
    """Whether the symptoms answered so far fill all four clusters."""
    return all(
        sum(answers.get(key, 0) >= COUNTS_FROM for key in members) >= SYMPTOMS_NEEDED[name]
        for name, members in CLUSTERS.items()
    )


PCL5: Final = Scale(
    key="PCL-5",
    title="PTSD Checklist for DSM-5",
    version="20 items, past month",
    recall="past month",
    rule="sum of twenty items of 0 to 4; 0 to 80; provisional PTSD by items of 2 or more: one of"
    " 1-5, one of 6-7, two of 8-14, two of 15-20",
    items=ITEMS,
    bands=BANDS,
    sources=(PCL5_GUIDES,),
    licence=Licence(
        state=LicenceState.OPEN,
        holder="US Government work, not copyrighted",
        attribution="PCL-5 by the US Department of Veterans Affairs, National Center for PTSD",
        source=CAMCOPS,
    ),
    span=(0, 80),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    subscores=clusters,
    flags=(Flag(says="provisional PTSD", source=PCL5_GUIDES, raised_by=provisional_ptsd),),
    outcome=Outcome(
        response=(fall_points(5, PCL5_GUIDES, name="5 points"),),
        meaningful_change=(
            fall_points(10, PCL5_GUIDES, name="10 points"),
            fall_points(15, PCL5_GUIDES.as_(Status.UNVERIFIED), name="15 points (newer work)"),
        ),
    ),
    loinc=(
        Loinc(code="101697-1", names="panel", source=LOINC),
        Loinc(code="101698-9", names="total", source=LOINC),
    ),
)
