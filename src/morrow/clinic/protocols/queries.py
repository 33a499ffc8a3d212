"""What the protocol pages show: figures by group, versions, and what a signature covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from morrow.care.protocols import ALL, Protocol, protocol
from morrow.care.protocols.facts import in_force, prepared
from morrow.care.recorded import Recorded
from morrow.clinic import journal
from morrow.clinic.people.actions import stream
from morrow.clinic.people.models import User
from morrow.clinic.protocols.models import ProtocolVersion
from morrow.evidence import Figure, Status
from morrow.quantities import plain

GROUPS: Final = {
    "dose": "Dose",
    "limit": "Dose limits",
    "round": "Rounding of the order",
    "monitor": "Monitoring",
    "fasting": "Before the visit",
    "frequency": "Frequency",
    "age": "Who",
    "weight": "Weight",
    "bmi": "Body mass index",
    "check": "Second reading",
    "consent": "Consent",
    "cardiovascular": "Cardiovascular",
    "benzodiazepine": "Benzodiazepines",
    "baseline": "Baseline",
    "start": "Gate before the dose",
    "notify": "Prescriber is told",
    "stop": "Stop values",
    "hold": "Hold times of live values",
    "feed": "Live feed",
    "recovery": "Recovery and discharge",
    "staff": "Staff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure as a page shows it."""

    key: str
    label: str
    value: str
    unit: str
    figure: Figure
    proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A protocol at a clinic: the library's text, and the version in force if there is one."""

    library: Protocol
    current: Protocol | None
    waiting: int
    proposed: int


def facts_of(clinic: UUID) -> list[Recorded[object]]:
    """The clinic's own facts, in order."""
    return journal.read(stream(clinic))


def standing(clinic: UUID) -> list[Standing]:
    """Every protocol of the library with its state here."""
    current = in_force(facts_of(clinic))
    waiting = ProtocolVersion.objects.filter(
        clinic_id=clinic, cosigned_at=None, withdrawn_at=None
    ).values_list("protocol", flat=True)
    return [
        Standing(
            library=found,
            current=current.get(found.key),
            waiting=list(waiting).count(found.key),
            proposed=len(found.proposed()),
        )
        for found in ALL
    ]


def version(clinic: UUID, key: str, number: int | None) -> Protocol | None:
    """A version of this clinic's; number None: the one in force, else the library's."""
    known = facts_of(clinic)
    if number is not None:
        return prepared(known).get((key, number))
    return in_force(known).get(key) or next((p for p in ALL if p.key == key), None)


def groups(found: Protocol) -> list[Group]:
    """The figures under headings, in the protocol's order."""
    titles: dict[str, list[Row]] = {}
    for key, figure in found.figures.items():
        head, _, rest = key.partition(".")
        titles.setdefault(GROUPS.get(head, head), []).append(_row(key, rest, figure))
    return [Group(title=title, rows=tuple(rows)) for title, rows in titles.items()]


def _row(key: str, rest: str, figure: Figure) -> Row:
    return Row(
        key=key,
        label=rest.replace("_", " "),
        value=plain(figure.value),
        unit="" if figure.unit in {"1", "{score}"} else figure.unit,
        figure=figure,
        proposed=figure.source.status is Status.PROPOSED,
    )


def history(clinic: UUID, key: str) -> list[tuple[ProtocolVersion, str, str]]:
    """The versions with the names of who prepared and co-signed them, newest first."""
    rows = list(ProtocolVersion.objects.filter(clinic_id=clinic, protocol=key))
    names = names_of(
        person for row in rows for person in (row.prepared_by, row.cosigned_by) if person
    )
    return [
        (row, names[row.prepared_by], names.get(row.cosigned_by, "") if row.cosigned_by else "")
        for row in rows
    ]


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    return {user.id: user.name for user in User.objects.filter(id__in=set(people))}


def text_of(key: str, changes: Iterable[tuple[str, str]], reason: str) -> str:
    """What is signed, in words: every number of the version, and why it is so."""
    library, changed = protocol(key), dict(changes)
    lines = [f"{library.title}. {reason}"]
    for name, figure in library.figures.items():
        lines.append(f"{name}: {changed.get(name, plain(figure.value))} {figure.unit}")
    lines += [
        f"{entry.drug.name} {plain(entry.drug.dose)} {entry.drug.unit} {entry.drug.route}"
        for entry in library.standing
    ]
    return "\n".join(lines)
