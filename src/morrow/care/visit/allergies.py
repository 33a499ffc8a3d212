"""Which drugs an allergy on today's list speaks against.  A warning: it holds nobody's hand."""

from collections.abc import Iterable
from typing import Final

from morrow.care.protocols.schema import StandingEntry
from morrow.care.visit.facts.check_in import AllergiesConfirmed
from morrow.care.visit.values import Allergy, Exclusion

OTHER_NAMES: Final = {
    "ondansetron": ("zofran", "setron"),
    "labetalol": ("trandate", "normodyne", "beta blocker", "beta-blocker"),
    "clonidine": ("catapres",),
    "lorazepam": ("ativan", "temesta", "benzodiazepine"),
    "epinephrine": ("adrenaline", "epipen"),
}
"""What an allergy list may call the drugs of the standing orders: brands, the other name, the
class (general knowledge)."""


def speaks_against(allergy: Allergy, *words: str) -> bool:
    """Whether the allergy names one of these, by whatever name."""
    names = [name for word in words for name in (word, *OTHER_NAMES.get(word.casefold(), ()))]
    return any(_same(allergy.substance, name) for name in names)


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


def _same(substance: str, name: str) -> bool:
    one, other = substance.casefold().strip(), name.casefold().strip()
    return bool(one and other) and (one in other or other in one)
