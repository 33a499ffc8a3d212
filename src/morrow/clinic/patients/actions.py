"""Every write about patients: facts in the patient's own stream."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import F, Q

from morrow.care.patient import PatientCorrected, PatientRegistered, PatientsMerged
from morrow.care.recorded import Origin, Recorded
from morrow.clinic import journal, streams
from morrow.clinic.journal import Stamp
from morrow.clinic.patients.models import Patient
from morrow.clinic.store.writer import write
from morrow.exchange.facts import CODEC
from morrow.exchange.tables.patients import Line, Problem

IDENTITY: Final = ("given_name", "family_name", "birth_date", "record_number", "phone")


class NumberTaken(Exception):
    """The record number is another person's.  It does not say whose: they may be elsewhere."""


class NotMerged(Exception):
    """These two records cannot be merged; says why, and what would be right."""


class CorrectedMeanwhile(Exception):
    """Somebody else has corrected these words since they were shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or why it did nothing."""

    registered: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()


def register(stamp: Stamp, who: PatientRegistered, *, client_id: UUID) -> UUID:
    """Register a patient and return their id; a repeat of the same id stores nothing.

    Raises NumberTaken, or `journal.ClientIdReused` for another patient under a used id.
    """
    patient = _patient(client_id)

    def unit() -> UUID:
        stream, request = streams.of_patient(patient), _request(who)
        if not journal.recall(client_id, stream=stream, request=request):
            _free(who.record_number)
            journal.append(
                stream,
                facts=[who],
                expected_version=0,
                stamp=stamp,
                client_id=client_id,
                request=request,
            )
        return patient

    return write(unit)


def stated(patient: UUID) -> int:
    """The version of the patient's stream at which the identity was last stated."""
    state = streams.patient(patient)
    found = (*state.all(PatientRegistered), *state.all(PatientCorrected))
    return max((each.version for each in found), default=0)


def correct(
    stamp: Stamp, patient: UUID, who: PatientCorrected, *, seen: int, client_id: UUID
) -> None:
    """Say what the identity should have been, of what it was at version `seen`.

    Raises CorrectedMeanwhile, NumberTaken, ClientIdReused.
    """

    def unit() -> None:
        stream, request = streams.of_patient(patient), _request(who)
        if not journal.recall(client_id, stream=stream, request=request):
            if stated(patient) != seen:
                raise CorrectedMeanwhile
            _free(who.record_number, besides=patient)
            _append(stamp, patient, who, client_id)

    write(unit)


def attest(stamp: Stamp, patient: UUID, fact: object, *, client_id: UUID) -> list[Recorded[Any]]:
    """Record what a prescriber attests: eligibility, consent, its withdrawal, a review."""
    return _append(stamp, patient, fact, client_id)


def merge(stamp: Stamp, patient: UUID, fact: PatientsMerged, *, client_id: UUID) -> None:
    """Record that the other record is the same person's, to be read through this one.

    Raises NotMerged, ClientIdReused.
    """

    def unit() -> None:
        stream, request = streams.of_patient(patient), _request(fact)
        if not journal.recall(client_id, stream=stream, request=request):
            _can_merge(Patient.objects.get(id=patient), Patient.objects.get(id=fact.other))
            _append(stamp, patient, fact, client_id)

    write(unit)


def _can_merge(survivor: Patient, other: Patient) -> None:
    if other.id == survivor.id:
        raise NotMerged("That is this record itself. Name the other one of the same person.")
    for row in (other, survivor):
        if row.merged_into:
            into = row.surviving.record_number
            raise NotMerged(
                f"Record {row.record_number} was merged into record {into} before. "
                f"Use record {into}."
            )


def import_lines(stamp: Stamp, clinic: UUID, lines: Sequence[Line]) -> Imported:
    """Register everybody who is not yet, all in one unit: a problem leaves nothing behind.

    A line whose number and every word are on record is known and stores nothing; a number on
    record with other words is a problem for a person, and so is a line that was imported before
    and whose patient has another number now.
    """

    def unit() -> Imported:
        numbers = {line.patient.record_number for line in lines}
        rows = Patient.objects.filter(record_number__in=numbers).order_by(_MERGED_FIRST)
        known = {row.record_number: row for row in rows}
        new = [line for line in lines if line.patient.record_number not in known]
        problems = [
            problem
            for line in lines
            if (row := known.get(line.patient.record_number)) and (problem := _problem(line, row))
        ] + [
            Problem(
                line=line.line,
                field="record_number",
                wrong="this very line was imported before; its patient was corrected since",
                right="leave the line out: the record as it is now stays",
            )
            for line in new
            if journal.read(streams.of_patient(_patient(_line_id(clinic, line.patient))))
        ]
        if problems:
            return Imported(problems=tuple(problems))
        for line in new:
            _import(stamp, clinic, line.patient)
        return Imported(registered=len(new), known=len(lines) - len(new))

    return write(unit)


_MERGED_FIRST: Final = F("merged_into").desc(nulls_last=True)  # a living one stands last


def _problem(line: Line, row: Patient) -> Problem | None:
    """What is wrong with a line whose number is on record as this row's."""
    number = repr(line.patient.record_number)
    if row.merged_into:
        wrong = f"{number} was merged into another record"
        right = "the number of the record that was kept, or no such line"
    elif not _same(row, line.patient):
        wrong = f"{number} is on record with other words"
        right = "correct the patient's page, or the line"
    else:
        return None
    return Problem(line=line.line, field="record_number", wrong=wrong, right=right)


def _line_id(clinic: UUID, who: PatientRegistered) -> UUID:
    """The same for the same words, so that a line imported again is known."""
    return uuid5(clinic, f"import {sorted(CODEC.encode(who).items())}")


def _patient(client_id: UUID) -> UUID:
    return uuid5(client_id, "patient")


def _import(stamp: Stamp, clinic: UUID, who: PatientRegistered) -> None:
    client_id = _line_id(clinic, who)
    imported = Stamp(
        by=stamp.by,
        role=stamp.role,
        clinic=stamp.clinic,
        now=stamp.now,
        origin=Origin.IMPORT,
        device=stamp.device,
    )
    journal.append(
        streams.of_patient(_patient(client_id)),
        facts=[who],
        expected_version=0,
        stamp=imported,
        client_id=client_id,
        request=_request(who),
    )


def _append(stamp: Stamp, patient: UUID, fact: Any, client_id: UUID) -> list[Recorded[Any]]:
    return journal.append(
        streams.of_patient(patient),
        facts=[fact],
        expected_version=None,
        stamp=stamp,
        client_id=client_id,
        request=_request(fact),
    )


def _request(fact: object) -> Mapping[str, Any]:
    return {"fact": type(fact).__name__, "body": CODEC.encode(fact)}


def _free(number: str, besides: UUID | None = None) -> None:
    """A number that was a person's stays theirs, also when that record was merged."""
    taken = Patient.objects.filter(record_number=number)
    own = Q(id=besides) | Q(merged_into=besides)
    if (taken.exclude(own) if besides else taken).exists():
        raise NumberTaken(number)


def _same(row: Patient, who: PatientRegistered) -> bool:
    stated = asdict(who)
    return all(getattr(row, name) == stated[name] for name in IDENTITY)
