"""Which drugs an allergy on today's list speaks against.

Where a drug is given it warns and holds nobody's hand; an order's premedication is held by it.
"""

import re
from collections.abc import Iterable
from typing import Final

from morrow.care.protocols.schema import StandingEntry
from morrow.care.visit.facts.check_in import AllergiesConfirmed
from morrow.care.visit.values import Allergy, Exclusion

SAME: Final = (
    ("ondansetron", "zofran"),
    ("labetalol", "trandate", "normodyne", "beta blocker"),
    ("clonidine", "catapres"),
    ("lorazepam", "ativan", "temesta", "benzodiazepine"),
    ("epinephrine", "adrenaline", "epipen"),
)
"""What an allergy list or a nurse may call the drugs of the standing orders: brands, the other
name, the class (general knowledge)."""

SHORTEST: Final = 5
"""Letters of a substance that is looked for inside a longer name of a drug."""


def speaks_against(allergy: Allergy, *drugs: str) -> bool:
    """Whether the allergy names one of these, by whatever name: whole words, so that `pen` is no
    EpiPen and norepinephrine no epinephrine."""
    substance = _words(allergy.substance)
    names = {name for drug in drugs for name in _names(_words(drug))}
    inside = len(substance) >= SHORTEST and any(_has(_words(drug), substance) for drug in drugs)
    return inside or any(_has(substance, name) for name in names)


def exclusions(
    confirmed: AllergiesConfirmed | None, standing: Iterable[StandingEntry]
) -> tuple[Exclusion, ...]:
    """The standing drugs that today's list speaks against, each once, with the allergy."""
    found: dict[str, Exclusion] = {}
    for allergy in confirmed.allergies if confirmed else ():
        for entry in standing:
            if speaks_against(allergy, entry.drug.name, *entry.excluded_by):
                reason = f"allergy: {allergy.substance} ({allergy.reaction})"
                found.setdefault(entry.drug.key, Exclusion(key=entry.drug.key, reason=reason))
    return tuple(found.values())


def _names(drug: str) -> tuple[str, ...]:
    """The drug's name, and those of the same drug."""
    same = (group for group in SAME if any(_has(drug, name) for name in group))
    return (drug, *(name for group in same for name in group))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _has(text: str, name: str) -> bool:
    """Whether these whole words stand in the text; a plural is the same word."""
    return bool(name) and re.search(rf"\b{re.escape(name)}s?\b", text) is not None
