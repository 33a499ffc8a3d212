"""Drugs on a medication list that a ketamine or esketamine visit must know of (R11 to R13).

Class membership is general knowledge (`unverified`); what a class does has its source.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from morrow.care import sources as s
from morrow.evidence import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClass:
    """A class by its members' names in small letters; brand names are not here."""

    key: str
    members: frozenset[str]
    effect: str
    source: Source


def _class(key: str, members: str, effect: str, source: Source) -> DrugClass:
    return DrugClass(key=key, members=frozenset(members.split(", ")), effect=effect, source=source)


BENZODIAZEPINES: Final = _class(
    "benzodiazepine",
    "lorazepam, diazepam, clonazepam, alprazolam, temazepam, oxazepam, midazolam, nitrazepam, "
    "lormetazepam, bromazepam, clobazam, chlordiazepoxide",
    "may weaken the antidepressant effect; adds to sedation",
    s.VERAART_2021,
)
XANTHINES: Final = _class(
    "xanthine",
    "theophylline, aminophylline",
    "lowers the seizure threshold: not together",
    s.KETALAR_LABEL,
)
WARNED: Final = (
    _class("lamotrigine", "lamotrigine", "may weaken the effect of ketamine", s.VERAART_2021),
    _class("memantine", "memantine", "acts on the same receptor", s.EXCLUSIONS_2023),
    _class(
        "stimulant",
        "methylphenidate, dexmethylphenidate, amphetamine, dexamfetamine, dextroamphetamine, "
        "lisdexamfetamine, modafinil, armodafinil",
        "may add to the rise in BP and heart rate: watch closely",
        s.KETALAR_LABEL,
    ),
    _class(
        "MAOI",
        "tranylcypromine, phenelzine, isocarboxazid, moclobemide, selegiline, rasagiline",
        "BP may rise: watch closely",
        s.SPRAVATO_MONOGRAPH,
    ),
    _class(
        "opioid",
        "morphine, oxycodone, hydrocodone, hydromorphone, fentanyl, methadone, buprenorphine, "
        "tramadol, tapentadol, codeine",
        "profound sedation and respiratory depression are possible; recovery is longer",
        s.KETALAR_LABEL,
    ),
    _class(
        "naltrexone", "naltrexone", "may weaken the effect; later data conflict", s.VERAART_2021
    ),
    _class(
        "CYP modifier",
        "clarithromycin, ketoconazole, ticlopidine, rifampicin, rifampin, carbamazepine, "
        "phenytoin, st john's wort",
        "changes how much ketamine reaches the blood",
        s.ANDRADE_2017_INTERACTIONS,
    ),
    _class(
        "glucose-lowering",
        "insulin, glibenclamide, glyburide, gliclazide, glimepiride, glipizide",
        "low blood sugar while fasting",
        s.GENERAL_RESCUE,
    ),
    _class(
        "GLP-1 agonist",
        "semaglutide, liraglutide, dulaglutide, exenatide, tirzepatide",
        "the stomach empties slowly: aspiration",
        s.GENERAL_RESCUE,
    ),
)


def members(names: Iterable[str], found_in: DrugClass) -> tuple[str, ...]:
    """The names of a list that belong to a class: any word of the entry may be the drug."""
    return tuple(name for name in names if _is_member(name, found_in))


def _is_member(name: str, found_in: DrugClass) -> bool:
    text = f" {name.casefold().strip()} "
    return any(f" {member} " in text for member in found_in.members)
