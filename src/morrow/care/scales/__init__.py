"""The rating scales, one file each.  `ALL` lists them; screens and sweep tests walk it."""

from typing import Final

from morrow.care.scales.base import (
    AnswerError,
    Band,
    Item,
    Licence,
    LicenceState,
    Scale,
    Score,
)
from morrow.care.scales.cadss6 import CADSS6
from morrow.care.scales.cssrs_screener import CSSRS_RECENT, CSSRS_SINCE_CONTACT, Triage, triage
from morrow.care.scales.moaas import MOAAS
from morrow.care.scales.modified_aldrete import MODIFIED_ALDRETE, compute_aldrete
from morrow.care.scales.rass import RASS

ALL: Final = (MOAAS, RASS, MODIFIED_ALDRETE, CADSS6, CSSRS_RECENT, CSSRS_SINCE_CONTACT)


def scale(name: str) -> Scale:
    """The scale of this key, however it is capitalised or hyphenated; AnswerError if none."""
    wanted = _bare(name)
    for one in ALL:
        if _bare(one.key) == wanted:
            return one
    known = ", ".join(one.key for one in ALL)
    raise AnswerError(f"no scale is called {name!r}; there are {known}")


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


__all__ = (
    "ALL",
    "CADSS6",
    "CSSRS_RECENT",
    "CSSRS_SINCE_CONTACT",
    "MOAAS",
    "MODIFIED_ALDRETE",
    "RASS",
    "AnswerError",
    "Band",
    "Item",
    "Licence",
    "LicenceState",
    "Scale",
    "Score",
    "Triage",
    "compute_aldrete",
    "scale",
    "triage",
)
