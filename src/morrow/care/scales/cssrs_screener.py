"""C-SSRS screener, entered as answers: six yes/no, and when any suicidal behaviour was.

There is no total.  Items 1 and 2 are always asked; 3 to 5 only after a yes to 2; 6 always.  The
lifetime/recent form asks 1 to 5 about the past month and 6 about a lifetime, and then whether
that behaviour was in the past three months.  The since-last-contact form is for visits: there any
behaviour is recent.

A risk never waits for the last item: `triage` and `at_least` rate what has been answered so far.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from morrow.care.scale_sources import LOINC
from morrow.care.scales.base import Answers, Item, Licence, LicenceState, Loinc, Scale
from morrow.care.scales.building import no_total
from morrow.care.sources import CSSRS_SCREENER, CSSRS_TRIAGE
from morrow.evidence import Status

YES: Final = 1
COLOURS: Final = CSSRS_TRIAGE.as_(Status.UNVERIFIED)


class Triage(StrEnum):
    """What the answers call for, the gravest first.  INCOMPLETE: nothing yet, and not all asked."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    NONE = "none"
    INCOMPLETE = "incomplete"


ITEMS: Final = tuple(
    Item(key=f"q{number}", name=f"item {number}, yes or no", low=0, high=1)
    for number in range(1, 7)
)
RECENT: Final = Item(
    key="q6_recent", name="behaviour in the past 3 months, yes or no", low=0, high=1
)
LICENCE: Final = Licence(
    state=LicenceState.SCORES_ONLY,
    holder="Research Foundation for Mental Hygiene",
    attribution="C-SSRS (c) The Research Foundation for Mental Hygiene, Inc.",
    source=CSSRS_SCREENER,
)


def triage(answers: Sequence[bool | None]) -> Triage:
    """Rates the since-last-contact form: items 1 to 6, None for not asked.

    A grave answer counts whatever is missing; without one, missing answers make it INCOMPLETE.
    """
    values = [None if answer is None else int(answer) for answer in answers]
    read = CSSRS_SINCE_CONTACT.read(values)
    if _rate(read) is Triage.HIGH:
        return Triage.HIGH
    return Triage.INCOMPLETE if _missing(read, needed_since_contact(read)) else _rate(read)


def needed_since_contact(answers: Answers) -> tuple[str, ...]:
    """Items 1, 2 and 6, and 3 to 5 after a yes to 2."""
    middle = ("q3", "q4", "q5") if answers.get("q2") == YES else ()
    return ("q1", "q2", *middle, "q6")


def needed_recent(answers: Answers) -> tuple[str, ...]:
    """As since last contact, and after a yes to 6 also when that was."""
    when = ("q6_recent",) if answers.get("q6") == YES else ()
    return (*needed_since_contact(answers), *when)


def _missing(answers: Answers, needed: tuple[str, ...]) -> bool:
    return any(key not in answers for key in needed)


def _rate(answers: Answers) -> Triage:
    """Since last contact: any behaviour is recent."""
    yes = {key for key, value in answers.items() if value == YES}
    if yes & {"q4", "q5", "q6"}:
        return Triage.HIGH
    if "q3" in yes:
        return Triage.MODERATE
    return Triage.LOW if yes & {"q1", "q2"} else Triage.NONE


def _rate_lifetime(answers: Answers) -> Triage:
    """Behaviour within three months is high; longer ago, moderate; not said when, high."""
    ideation = {
        key: value for key, value in answers.items() if key in {"q1", "q2", "q3", "q4", "q5"}
    }
    rated = _rate(ideation)
    if rated is Triage.HIGH:
        return rated
    if answers.get("q6_recent") == YES:
        return Triage.HIGH
    if answers.get("q6") == YES:
        return Triage.MODERATE if "q6_recent" in answers else Triage.HIGH
    return rated


CSSRS_SINCE_CONTACT: Final = Scale(
    key="C-SSRS-SLC",
    title="C-SSRS screener, since last contact",
    version="since last contact",
    recall="since last contact",
    rule="no total; high: item 4, 5 or 6; moderate: item 3; low: item 1 or 2",
    items=ITEMS,
    bands=(),
    sources=(CSSRS_SCREENER, CSSRS_TRIAGE, COLOURS),
    licence=LICENCE,
    span=None,
    needed=needed_since_contact,
    total=no_total,
    judge=_rate,
    at_least=_rate,
)
CSSRS_RECENT: Final = Scale(
    key="C-SSRS",
    title="C-SSRS screener, lifetime and recent",
    version="past month; behaviour in lifetime and past 3 months",
    recall="past month (1-5), lifetime and 3 months (6)",
    rule="no total; high: item 4 or 5, or behaviour within 3 months; moderate: item 3, or older"
    " behaviour; low: item 1 or 2",
    items=(*ITEMS, RECENT),
    bands=(),
    sources=(CSSRS_SCREENER, CSSRS_TRIAGE, COLOURS),
    licence=LICENCE,
    span=None,
    needed=needed_recent,
    total=no_total,
    judge=_rate_lifetime,
    at_least=_rate_lifetime,
    loinc=(Loinc(code="93373-9", names="panel", source=LOINC.as_(Status.SEEN_2)),),
)
