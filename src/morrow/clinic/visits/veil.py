"""What a locked tablet may show of a running visit: how the patient is, never who they are.

Stop, Emergency, charting and alarms stay in reach, so the numbers, the drug, weight and allergies
stay.  Names, birth date, record number and telephone numbers are left out on the server: a style
sheet hides nothing from whoever reads what was sent.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, leaving, monitoring

HIDDEN: Final = "•••"
_ANSWERS: Final = ("identity", "adult", "ward", "staff", "disposition")
"""Answers that name people.  They stand as answered, without their words."""

_TYPED: Final = frozenset(
    {"text", "note", "reason", "done", "outcome", "comment", "circumstances", "finding", "words",
     "music", "light", "touch", "helps", "remedy", "site", "name", "substance", "reaction", "dose"}
)  # fmt: skip
"""Where people's own words stand: somebody named in them is covered.  Numbers are not here."""


def veiled(shown: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """The page's value, or a paper's, without identity."""
    people = shown.get("people", {})
    initials = {who: {**one, "name": one["initials"]} for who, one in people.items()}
    cover = _cover({*_words(case), *(one["name"] for one in people.values())})
    free = {key: value for key, value in shown.items() if key not in _OWN}
    chair = shown.get("chair")
    return {
        **_covered(free, cover),
        **{key: shown[key] for key in _OWN & shown.keys()},
        "patient": {
            **_covered(shown["patient"], cover),
            "id": None,
            "name": f"Patient in {chair['name']}" if chair else "Patient",
            "birth_date": None,
            "record_number": None,
        },
        "check_in": _covered(_answered(shown["check_in"]), cover),
        "comfort": shown["comfort"] and {**_covered(shown["comfort"], cover), "fetch": HIDDEN},
        "people": initials,
        "locked": True,
        **({"urls": {**shown["urls"], "patient_page": ""}} if "urls" in shown else {}),
        **({"me": {**shown["me"], "name": shown["me"]["initials"]}} if "me" in shown else {}),
    }


_OWN: Final = frozenset(
    {"people", "me", "patient", "check_in", "comfort", "chair", "chairs", "clinic", "urls",
     "events_catalogue", "protocol"}
)  # fmt: skip
"""The program's and the clinic's own words, and what is made here."""


def _answered(questions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {**one, "text": HIDDEN} if one and name in _ANSWERS else one
        for name, one in questions.items()
    }


def _words(case: Case) -> Iterator[str]:
    """What somebody who knows the people could tell them by."""
    who = case.know.patient.identity
    if who:
        yield from (who.given_name, who.family_name, *who.given_name.split())
        yield from (*who.family_name.split(), who.record_number, who.phone)
        yield who.birth_date.isoformat()
    for adult in case.state.all(check_in.ResponsibleAdultNamed):
        yield from (adult.fact.name, adult.fact.phone)
    for ward in case.state.all(check_in.WardHandoverNamed):
        yield ward.fact.receiving_nurse
    for staff in case.state.all(check_in.SafetyStaffConfirmed):
        yield from (staff.fact.prescriber, staff.fact.acls)
    for gone in case.state.all(leaving.Discharged):
        yield gone.fact.to
    for told in case.state.all(monitoring.PrescriberNotified):
        yield told.fact.prescriber


def _cover(words: set[str]) -> re.Pattern[str] | None:
    """The longest first, so that a whole name goes before its parts."""
    known = sorted({word.strip() for word in words if len(word.strip()) > 1}, key=len, reverse=True)
    if not known:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE)


def _covered(value: Any, cover: re.Pattern[str] | None, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _covered(inner, cover, str(name)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_covered(inner, cover, key) for inner in value]
    if isinstance(value, str) and cover and key in _TYPED:
        return cover.sub(HIDDEN, value)
    return value
