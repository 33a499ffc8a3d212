"""Where knowledge comes from, how sure we are, and answers that explain themselves.

Every clinical or pharmacological number is a `Figure`: a value, a unit and a `Source`, whose
`Status` goes with it onto the screen.  A rule that holds something back returns a `Refusal`
carrying its id, its reason, the values it saw and its source; a result that lacks an input is
`Incomplete`.  `explain()` lists the sources behind any result.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final


class Status(StrEnum):
    """How sure we are of a number."""

    SEEN = "seen"  # read in a copy of the cited page
    SEEN_2 = "seen-2"  # read only in a secondary copy
    UNVERIFIED = "unverified"  # general knowledge, not checked against the page
    PROPOSED = "proposed"  # no published number: local policy, in force once signed

    @property
    def label(self) -> str:
        """The words that a screen shows."""
        return _LABELS[self]


_LABELS: Final = {
    Status.SEEN: "read at the source",
    Status.SEEN_2: "read in a secondary copy",
    Status.UNVERIFIED: "not verified",
    Status.PROPOSED: "local policy (proposed)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication, label or policy, and how well it was read.

    `locator` finds it again: a DOI, a PubMed or PMC number, a label revision, a section.
    """

    key: str
    citation: str
    locator: str
    status: Status

    def as_(self, status: Status) -> "Source":
        """The same source for a number that was read less (or more) surely in it."""
        return Source(key=self.key, citation=self.citation, locator=self.locator, status=status)

    def __str__(self) -> str:
        return f"{self.citation} ({self.locator}) [{self.status}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of medicine: value, UCUM unit, source, and a note where a reader needs it."""

    value: Decimal
    unit: str
    source: Source
    note: str = ""


class Override(StrEnum):
    """Who may set a refusal aside.  The reason is always written down."""

    NONE = "nobody"
    NURSE = "the assigned nurse, with a reason"
    PRESCRIBER = "a prescriber, with a reason"
    PSYCHIATRIST = "a psychiatrist, with a reason"
    TWO_CLINICIANS = "two clinicians, with a reason"
    SECOND_SIGNATURE = "a second prescriber's signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an intention is held: rule id, plain words, the values seen, the source, the way on.

    `remedy` says what would lift it; `override` says who may set it aside.  Facts never meet one.
    """

    rule: str
    reason: str
    source: Source
    seen: Mapping[str, str]
    remedy: str
    override: Override = Override.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """A reason to think again, acknowledged with a reason and then shown quietly."""

    rule: str
    reason: str
    source: Source
    seen: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A result that cannot be given because these inputs are missing.  Missing is not zero."""

    missing: tuple[str, ...]


def explain(result: object) -> tuple[Source, ...]:
    """Every source behind a result, once each, in the order in which they are met."""
    return tuple(dict.fromkeys(_sources(result)))


def _sources(value: object) -> Iterator[Source]:
    if isinstance(value, Source):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _sources(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _sources(item)
    elif isinstance(value, (tuple, list, frozenset, set)) and not isinstance(value, Enum):
        for item in value:
            yield from _sources(item)
