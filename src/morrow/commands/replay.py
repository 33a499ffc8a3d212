"""`morrow replay`: fold visits from their facts, and say where they stand, what holds, what is due.

Reads the journal's lines (`morrow export`).  Facts of the patient and of the clinic, where the
file has them, are what the rules stand on; without the clinic's the library's protocols are read,
unsigned.  Nothing is stored, and no clock is asked: it is the time of the last fact, or `--at`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer

from morrow.care import patient
from morrow.care.clinic import ClinicOpened
from morrow.care.patient import PatientState
from morrow.care.protocols import facts as protocols
from morrow.care.protocols import protocol
from morrow.care.recorded import Recorded
from morrow.care.visit import state as visit
from morrow.care.visit.case import Case
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState
from morrow.care.visit.view import visit_view
from morrow.exchange import lines

SHOWN = ("phase", "word", "alarms", "flags", "due", "overdue", "gates", "discharge", "signing")
"""The parts of the visit view that `--json` gives, besides the stream and the version."""


@dataclass(slots=True)
class _Told:
    """What the file tells, by stream."""

    visits: dict[str, VisitState] = field(default_factory=dict)
    patients: dict[str, PatientState] = field(default_factory=dict)
    clinics: dict[str, list[Recorded[Any]]] = field(default_factory=dict)
    last: datetime | None = None


def replay(
    path: Annotated[
        Path, typer.Argument(metavar="FACTS.jsonl", help="The journal's lines, as exported.")
    ],
    *,
    at: Annotated[
        str, typer.Option(help="The time to look from, RFC 3339; else that of the last fact.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """Fold visits from their facts: state, holds, flags, what is due."""
    try:
        told = _read(lines.read(path.read_text(encoding="utf-8").splitlines()))
        now = _instant(at) if at else told.last
        if now is None or not told.visits:
            _usage(f"FACTS.jsonl: {path} has no facts of a visit")
        found = [_visit(stream, state, told, now) for stream, state in told.visits.items()]
    except OSError as error:
        _usage(f"FACTS.jsonl: {path}: {error.strerror}; write the path of a file to read")
    except UnicodeDecodeError as error:
        _usage(f"FACTS.jsonl: {path} is not UTF-8 at byte {error.start}")
    except lines.UnreadableLine as error:
        _usage(f"FACTS.jsonl: {path}, {error}")
    except ValueError as error:
        _usage(f"--at: {error}; write a time such as 2026-03-10T18:05Z")
    typer.echo(json.dumps(found, indent=2) if as_json else "\n\n".join(map(_words, found)))


def _usage(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(2)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return found.astimezone(UTC)


def _read(facts: Iterable[Recorded[Any]]) -> _Told:
    told = _Told()
    for recorded in facts:
        kind = recorded.stream.partition(":")[0]
        if kind == "visit":
            before = told.visits.get(recorded.stream, VisitState())
            told.visits[recorded.stream] = visit.fold(before, [recorded])
        elif kind == "patient":
            known = told.patients.get(recorded.stream, PatientState())
            told.patients[recorded.stream] = patient.fold(known, [recorded])
        elif kind == "clinic":
            told.clinics.setdefault(recorded.clinic, []).append(recorded)
        else:
            raise lines.UnreadableLine(f"unknown kind of stream {recorded.stream!r}")
        told.last = max(filter(None, (told.last, recorded.recorded_at)))
    return told


def _visit(stream: str, state: VisitState, told: _Told, now: datetime) -> dict[str, Any]:
    """Where one visit stands."""
    case = Case(state, _knowledge(state, told), now)
    view = visit_view(case)
    return {
        "stream": stream,
        "version": state.version,
        "at": now.isoformat().replace("+00:00", "Z"),
        "protocol": view["protocol"],
        **{name: view[name] for name in SHOWN},
        "given_mg": view["given"]["mg"],
    }


def _knowledge(state: VisitState, told: _Told) -> Knowledge:
    """As far as the file tells: other visits of the patient are not asked."""
    if state.booking is None:
        raise lines.UnreadableLine("a visit without its booking: its first fact is missing")
    booked = state.by_kind[type(state.booking)][-1]
    clinic = told.clinics.get(booked.clinic, [])
    in_force = protocols.in_force(clinic)
    opened = [each.fact for each in clinic if isinstance(each.fact, ClinicOpened)]
    key = state.booking.protocol
    return Knowledge(
        patient=_person(state.patient, told),
        protocol=in_force.get(key) or protocol(key),
        signed=key in in_force,
        zone=opened[-1].zone if opened else "UTC",
    )


def _person(who: UUID | None, told: _Told) -> PatientState:
    """The facts of the record through which the visit's is read, as far as the file tells."""
    merged = {
        str(each.fact.other): stream.partition(":")[2]
        for stream, state in told.patients.items()
        for each in state.all(patient.PatientsMerged)
    }
    whose = str(who)
    while whose in merged:
        whose = merged.pop(whose)
    return told.patients.get(f"patient:{whose}", PatientState())


def _words(found: dict[str, Any]) -> str:
    """The same for a reader."""
    said = [f"{found['stream']} at version {found['version']}, {found['at']}: {found['word']}"]
    if found["given_mg"] is not None:
        said.append(f"  given: {found['given_mg']} mg")
    said += [f"  alarm ({each['level']}): {each['text']}" for each in found["alarms"]]
    said += [f"  flag: {each['reason']}" for each in found["flags"]]
    for gate in ("gates", "discharge", "signing"):
        said += [
            f"  {each['severity']} {each['rule']}: {each['reason']}; {each['remedy']}"
            for each in found[gate]
            if not each["set_aside"]
        ]
    if due := found["overdue"] or found["due"]:
        late = "missing" if found["overdue"] else "due"
        said.append(f"  {late}: the set of {due['due_at']} ({due['missing_words']})")
    return "\n".join(said)
