"""Instants and ids of one clinic, in the words of its papers.

`view` is the visit view of `care/`; `people` names its ids; `zone` is the clinic's.  Times are
the clinic's wall clock, with the offset where the hour repeats.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from morrow.care.calendar import say
from morrow.care.calendar import zone as zone_of

View = Mapping[str, Any]
Names = Mapping[str, str]
_STAMP: Final = re.compile(r"\[(\d{4}-\d\d-\d\dT[0-9:.+-]+)\]")


class Wording:
    """Says when and who.  `day` is the date that stands at the head: other times are clocks."""

    def __init__(self, view: View, *, zone: str, people: Names) -> None:
        self._zone, self._people = zone_of(zone), people
        self.day = self.time(_first(view))[:10]
        ids = sorted(people, key=len, reverse=True)
        self._ids = re.compile(rf"\b(?:{'|'.join(map(re.escape, ids))})\b") if ids else None

    def time(self, iso: str | None) -> str:
        """Date and time."""
        return "" if iso is None else say(datetime.fromisoformat(iso), zone=self._zone)

    def clock(self, iso: str | None) -> str:
        """The time; with its date on another day than the visit's."""
        text = self.time(iso)
        return text[11:] if text.startswith(self.day) else text

    def who(self, person: str | None) -> str:
        return "" if person is None else self._people.get(person, person)

    def both(self, turn: View) -> str:
        """When it happened; and when it was written down, where that was later."""
        at = self.clock(turn["at"])
        return f"{at} (written {self.clock(turn['recorded_at'])})" if turn["late"] else at

    def text(self, words: str) -> str:
        """Words with the instants and ids in them said."""
        said = _STAMP.sub(lambda found: self.clock(found.group(1)), words)
        return self._ids.sub(lambda found: self.who(found.group()), said) if self._ids else said


def _first(view: View) -> str:
    """The instant that gives the paper its date: arrival, else the booked time, else now."""
    arrived = [turn["at"] for turn in view["timeline"] if turn["kind"] == "PatientArrived"]
    booked = [view["booking"]["starts_at"]] if view["booking"] else []
    first: str = (*arrived, *booked, view["now"])[0]
    return first
