"""Drugs on a medication list that a ketamine or esketamine visit must know of (R11 to R13, R48).

Class membership and brand names are general knowledge (`unverified`); what a class does has its
source.  A name that is not here is not found: the list supports whoever goes through it and does
not replace them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from morrow.care import sources as s
from morrow.evidence import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugClass:
    """A class by its members' names in small letters, some common brand names among them."""

    key: str
    members: frozenset[str]
    effect: str
    source: Source


def _class(key: str, members: str, effect: str, source: Source) -> DrugClass:
    return DrugClass(key=key, members=frozenset(members.split(", ")), effect=effect, source=source)


BENZODIAZEPINES: Final = _class(
    "benzodiazepine",
    "lorazepam, diazepam, clonazepam, alprazolam, temazepam, oxazepam, midazolam, nitrazepam, "
    "lormetazepam, bromazepam, clobazam, chlordiazepoxide, triazolam, estazolam, flurazepam, "
    "ativan, valium, klonopin, xanax, restoril, versed, librium, halcion",
    "may weaken the antidepressant effect; adds to sedation",
    s.VERAART_2021,
)
XANTHINES: Final = _class(
    "xanthine",
    "theophylline, aminophylline, uniphyl, theo, elixophyllin",
    "lowers the seizure threshold: not together",
    s.KETALAR_LABEL,
)
WARNED: Final = (
    _class(
        "lamotrigine",
        "lamotrigine, lamictal",
        "may weaken the effect of ketamine",
        s.VERAART_2021,
    ),
    _class("memantine", "memantine, namenda", "acts on the same receptor", s.EXCLUSIONS_2023),
    _class(
        "stimulant",
        "methylphenidate, dexmethylphenidate, amphetamine, dexamfetamine, dextroamphetamine, "
        "lisdexamfetamine, modafinil, armodafinil, ritalin, concerta, focalin, adderall, "
        "dexedrine, vyvanse, provigil, nuvigil",
        "may add to the rise in BP and heart rate: watch closely",
        s.KETALAR_LABEL,
    ),
    _class(
        "MAOI",
        "tranylcypromine, phenelzine, isocarboxazid, moclobemide, selegiline, rasagiline, "
        "parnate, nardil, marplan, emsam, azilect",
        "BP may rise: watch closely",
        s.SPRAVATO_MONOGRAPH,
    ),
    _class(
        "opioid",
        "morphine, oxycodone, hydrocodone, hydromorphone, fentanyl, methadone, buprenorphine, "
        "tramadol, tapentadol, codeine, oxycontin, percocet, vicodin, norco, dilaudid, suboxone, "
        "subutex, sublocade, ultram, nucynta",
        "profound sedation and respiratory depression are possible; recovery is longer",
        s.KETALAR_LABEL,
    ),
    _class(
        "naltrexone",
        "naltrexone, vivitrol, revia, contrave",
        "may weaken the effect; later data conflict",
        s.VERAART_2021,
    ),
    _class(
        "CYP modifier",
        "clarithromycin, ketoconazole, ticlopidine, rifampicin, rifampin, carbamazepine, "
        "phenytoin, st john's wort, st johns wort, grapefruit, biaxin, rifadin, tegretol, dilantin",
        "changes how much ketamine reaches the blood",
        s.ANDRADE_2017_INTERACTIONS,
    ),
    _class(
        "glucose-lowering",
        "insulin, glibenclamide, glyburide, gliclazide, glimepiride, glipizide, lantus, humalog, "
        "novolog, amaryl, glucotrol",
        "low blood sugar while fasting",
        s.GENERAL_RESCUE,
    ),
    _class(
        "GLP-1 agonist",
        "semaglutide, liraglutide, dulaglutide, exenatide, tirzepatide, ozempic, wegovy, rybelsus, "
        "victoza, saxenda, trulicity, byetta, mounjaro, zepbound",
        "the stomach empties slowly: aspiration",
        s.GENERAL_RESCUE,
    ),
)
EXTENDING: Final = _class(
    "sedative or antihypertensive",
    "labetalol, hydralazine, clonidine, metoprolol, esmolol, propranolol, diltiazem, verapamil, "
    "nifedipine, nicardipine, amlodipine, prazosin, captopril, nitroglycerin, urapidil, "
    "haloperidol, droperidol, olanzapine, quetiapine, diphenhydramine, promethazine, hydroxyzine, "
    f"propofol, dexmedetomidine, {', '.join(sorted(BENZODIAZEPINES.members))}",
    "lengthens observation (R48)",
    s.GENERAL_RESCUE,
)


WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def members(names: Iterable[str], found_in: DrugClass) -> tuple[str, ...]:
    """The names of a list that belong to a class: any words of the entry may be the drug."""
    return tuple(name for name in names if _is_member(name, found_in))


def _is_member(name: str, found_in: DrugClass) -> bool:
    text = _words(name)
    return any(f" {member} " in text for member in found_in.members)


def _words(name: str) -> str:
    """Small letters, one space between words: `Lorazepam, 1mg` and `codeine/paracetamol` too."""
    plain = name.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return f" {' '.join(WORD.findall(plain))} "
