"""What the protocol pages show: figures by group, versions, and what a signature covers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from morrow.care.protocols import ALL, Protocol, protocol
from morrow.care.protocols.facts import in_force, prepared
from morrow.care.protocols.labels import GROUPS, LABELS, label
from morrow.care.recorded import Recorded
from morrow.care.visit.naming import unit_words
from morrow.clinic import journal
from morrow.clinic.people.actions import stream
from morrow.clinic.people.models import User
from morrow.clinic.protocols.models import ProtocolVersion
from morrow.evidence import Figure, Status
from morrow.quantities import plain


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

    of_library: Protocol
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
            of_library=found,
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
    """The figures under their headings, in the order of a visit."""
    order = list(LABELS)
    rows: dict[str, list[Row]] = {}
    for key in sorted(found.figures, key=order.index):
        rows.setdefault(LABELS[key][0], []).append(_row(key, found.figures[key]))
    return [Group(title=title, rows=tuple(rows[at])) for at, title in GROUPS.items() if at in rows]


def _row(key: str, figure: Figure) -> Row:
    return Row(
        key=key,
        label=label(key),
        value=plain(figure.value),
        unit=unit_words(figure.unit),
        figure=figure,
        proposed=figure.source.status is Status.PROPOSED,
    )


def changed_words(key: str, changes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What a version changes, against the library: (label, before, after with its unit)."""
    library = protocol(key)
    found = []
    for name, value in changes.items():
        figure = library.figures[name]
        if plain(figure.value) != value:
            after = f"{value} {unit_words(figure.unit)}".rstrip()
            found.append((label(name), plain(figure.value), after))
    return found


def row(clinic: UUID, key: str, number: int) -> ProtocolVersion:
    """A version that was prepared here; ProtocolVersion.DoesNotExist where none was."""
    return ProtocolVersion.objects.get(clinic_id=clinic, protocol=key, version=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A version that was prepared: who signed it, and what it changes."""

    row: ProtocolVersion
    prepared_by: str
    cosigned_by: str
    changes: list[tuple[str, str, str]]


def history(clinic: UUID, key: str) -> list[Past]:
    """The versions with who prepared and co-signed them, newest first."""
    rows = list(ProtocolVersion.objects.filter(clinic_id=clinic, protocol=key))
    names = names_of(
        person for row in rows for person in (row.prepared_by, row.cosigned_by) if person
    )
    return [
        Past(
            row=row,
            prepared_by=names[row.prepared_by],
            cosigned_by=names.get(row.cosigned_by, "") if row.cosigned_by else "",
            changes=changed_words(key, row.changes),
        )
        for row in rows
    ]


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    return {user.id: user.name for user in User.objects.filter(id__in=set(people))}


def text_of(key: str, changes: Iterable[tuple[str, str]], reason: str) -> str:
    """What is signed, in words: every number of the version, and why it is so."""
    library, changed = protocol(key), dict(changes)
    lines = [f"{library.title}. {reason}"]
    for name, figure in library.figures.items():
        value = changed.get(name, plain(figure.value))
        lines.append(f"{label(name)} ({name}): {value} {figure.unit}")
    lines += [
        f"{entry.drug.name} {plain(entry.drug.dose)} {entry.drug.unit} {entry.drug.route}"
        for entry in library.standing
    ]
    return "\n".join(lines)
