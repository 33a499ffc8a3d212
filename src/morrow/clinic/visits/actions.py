"""Every write at a visit: load, decide, append with what follows, in one unit of the writer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import IntegrityError

from morrow.care.recorded import Recorded
from morrow.care.visit import commands as c
from morrow.care.visit import filing
from morrow.care.visit.decide import Held, decide
from morrow.care.visit.deciding.answers import held
from morrow.care.visit.facts import check_in, leaving, monitoring
from morrow.care.visit.state import VisitState, fold
from morrow.care.visit.values import Actor
from morrow.clinic import journal, streams
from morrow.clinic.journal import Stamp
from morrow.clinic.patients.through import surviving
from morrow.clinic.store.writer import write
from morrow.clinic.visits import following, knowledge, projections

QUIET: Final = (
    monitoring.NoteWritten,
    monitoring.AlarmSeen,
    check_in.ComfortNoted,
    leaving.OpeningExplained,
)
"""Facts that change no decision: who has not seen them yet may go on."""

_STARTS: Final = (
    "one_running_infusion_of_a_patient",
    "visits_dosestart_pkey",
    "UNIQUE constraint failed: visits_dose.patient_id",
    "UNIQUE constraint failed: visits_dosestart.order_id",
)
"""How PostgreSQL and SQLite name the two constraints on a start; any other is an error of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One command at one visit, as it came in.

    `request` is what was sent, for telling a repeat from another command with the same id.
    `seen` is the visit's version on the sender's screen, None if it did not say.
    """

    visit: UUID
    clinic: UUID
    command: object
    by: Actor
    stamp: Stamp
    client_id: UUID
    request: Mapping[str, Any]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Something was recorded since that the sender has not seen, and it may change their mind."""

    kinds: tuple[str, ...]


Outcome = list[Recorded[Any]] | Held | Stale


def act(intent: Intent) -> Outcome:
    """Record what the command yields and what follows from it; or say what holds it.

    A repeat of the same id returns what is stored; another command under it raises
    `journal.ClientIdReused`.
    """
    try:
        return write(lambda: _act(intent))
    except IntegrityError as error:
        # care/ holds these before; the constraint is the last word, also against our own bugs.
        if not any(name in str(error) for name in _STARTS):
            raise
        return held(
            "RUNNING",
            "the store refuses a second running infusion of a patient and a second start of an order",
            "look at the visit again; a pump that runs all the same is recorded as found running",
        )


def _act(intent: Intent) -> Outcome:
    stream = streams.of_visit(intent.visit)
    if stored := journal.recall(intent.client_id, stream=stream, request=intent.request):
        return stored
    state, version = streams.load_visit(stream)
    intent = replace(intent, command=_through(intent.command))
    know = _knowledge(intent, state)
    command = _once(intent.command, state)
    if isinstance(command, Held):
        return command
    # What was done at the pump is decided at the time that it tells of.
    at = intent.stamp.happened_at or intent.stamp.now
    decision = decide(state, command, intent.by, know, at)
    if isinstance(decision, Held):
        return decision  # which says more than that something is new
    if kinds := _unseen(intent, state):
        return Stale(kinds)
    recorded = journal.append(
        stream,
        facts=decision,
        expected_version=version,
        stamp=intent.stamp,
        client_id=intent.client_id,
        request=intent.request,
    )
    after = projections.state_at(recorded[-1]) or fold(state, recorded)
    following.after(intent.visit, after, know, intent.stamp)
    return recorded


def _through(command: object) -> object:
    """No booking and no correction names a record that was merged, however late it comes."""
    match command:
        case c.BookVisit(patient=patient):
            return replace(command, patient=surviving(patient))
        case c.Record(fact=check_in.WrongPatientChosen(patient=patient) as fact):
            return c.Record(fact=replace(fact, patient=surviving(patient)))
        case _:
            return command


def _once(command: object, state: VisitState) -> object:
    """A set without the values that a rule has filed from the same message meanwhile."""
    if not isinstance(command, c.Record) or not isinstance(command.fact, monitoring.SetCharted):
        return command
    left = filing.once(state, command.fact)
    if left.readings or left.comment or not command.fact.readings:
        return c.Record(fact=left)
    return held("FILED", "these values are charted already", "nothing more is to be done")


def _knowledge(intent: Intent, state: VisitState) -> Any:
    command = intent.command
    if isinstance(command, c.BookVisit):
        return knowledge.of_visit(
            intent.visit, intent.clinic, patient=command.patient, protocol=command.protocol
        )
    decided = not isinstance(command, c.Record)
    return knowledge.of_state(intent.visit, state, intent.clinic, with_patient=decided)


def _unseen(intent: Intent, state: VisitState) -> tuple[str, ...]:
    """What an intention that is decided now would overlook."""
    never_waits = (c.Record, c.StopDosing, c.PauseInfusion, c.CompleteInfusion, c.BookVisit)
    if intent.seen is None or isinstance(intent.command, never_waits):
        return ()
    return tuple(
        kind.__name__
        for kind, facts in state.by_kind.items()
        if facts[-1].version > intent.seen and kind not in QUIET
    )


def visit_id_of(booking: UUID) -> UUID:
    """The id of the visit that a booking with this client id makes: the same at every repeat."""
    return uuid5(booking, "visit")
