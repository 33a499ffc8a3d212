"""What follows at a visit by itself: sets filed from the device, alarms raised and cleared.

Nobody entered these facts.  What a device's message brought is the gateway's, what time brought
is the clock's.  Everything is decided from the facts, the device's last minutes and the time, so
that a repeat, a second program or a late start add nothing but what is due.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from morrow.care.clinic import Machine
from morrow.care.recorded import Origin, Recorded
from morrow.care.visit import filing
from morrow.care.visit.breaches import Sample
from morrow.care.visit.decide import follow
from morrow.care.visit.filing import Filed
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import WATCHED, VisitState, fold
from morrow.clinic import access, journal, streams
from morrow.clinic.journal import Stamp
from morrow.clinic.store.writer import write
from morrow.clinic.visits import feed, knowledge
from morrow.clinic.visits.feed import Live

_log = logging.getLogger(__name__)


def after(visit: UUID, state: VisitState, know: Knowledge, cause: Stamp) -> list[Recorded[Any]]:
    """Within a unit of the writer: the alarms that follow from facts just appended.

    In a savepoint: these facts happened, a stop among them, and are stored whatever fails here.
    What was due then is the clock's.
    """
    if state.phase not in WATCHED:
        return []
    try:
        with transaction.atomic():
            facts = follow(state, know, samples(state, cause.now), cause.now)
            stamp = _by_machine(Machine.CLOCK, cause.clinic, cause.now)
            return _append(visit, state, facts, stamp)
    except (OperationalError, InterfaceError):
        raise  # of the connection: the writer's business
    except Exception:  # noqa: BLE001  (logged; the clock looks again)
        _log.exception("what follows at visit %s was left to the clock", visit)
        return []


def catch_up(
    visit: UUID, clinic: UUID, now: datetime, *, by: Machine = Machine.CLOCK
) -> list[Recorded[Any]]:
    """Record what is due at a visit now; mostly nothing.

    Asked first without the writer, which has better things to do.  `by`: whose the alarms are.  A
    set is the gateway's and the device's either way.
    """
    state = streams.visit(visit)
    if state.phase not in WATCHED:
        return []
    know = knowledge.of_state(visit, state, clinic, with_patient=False)
    live = _live(state, now)
    if not _due(state, know, live, now):
        return []

    def unit() -> list[Recorded[Any]]:
        fresh = streams.visit(visit)
        if live and not feed.is_still_at(live.seat, fresh):
            return []  # moved in the meantime: these values may be another patient's
        stamp = _by_machine(by, str(clinic), now, device=live.seat.device if live else "")
        return _record(visit, fresh, know, live, stamp)

    return write(unit)


def _live(state: VisitState, now: datetime) -> Live | None:
    """What the device says.  If that fails, what is charted is judged without it."""
    try:
        return feed.live(state, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  (logged; no value is no alarm's end)
        _log.exception("live values could not be read")
        return None


def samples(state: VisitState, now: datetime) -> tuple[Sample, ...]:
    """What the device says now, for alarms."""
    live = _live(state, now)
    return live.samples if live else ()


def _due(
    state: VisitState, know: Knowledge, live: Live | None, now: datetime
) -> Filed | Sequence[object] | None:
    filed = filing.due_set(state, know.protocol, live.fileable, now) if live else None
    return filed or follow(state, know, live.samples if live else (), now)


def _record(
    visit: UUID, state: VisitState, know: Knowledge, live: Live | None, stamp: Stamp
) -> list[Recorded[Any]]:
    recorded: list[Recorded[Any]] = []
    filed = filing.due_set(state, know.protocol, live.fileable, stamp.now) if live else None
    if filed and live:
        device = _by_machine(Machine.GATEWAY, stamp.clinic, stamp.now, device=live.seat.device)
        recorded = _append(visit, state, [filed.set], replace(device, happened_at=filed.at))
        state = fold(state, recorded)
    facts = follow(state, know, live.samples if live else (), stamp.now)
    return recorded + _append(visit, state, facts, stamp)


def _append(
    visit: UUID, state: VisitState, facts: Sequence[object], stamp: Stamp
) -> list[Recorded[Any]]:
    if not facts:
        return []
    return journal.append(
        streams.of_visit(visit), facts=facts, expected_version=state.version, stamp=stamp
    )


def _by_machine(machine: Machine, clinic: str, now: datetime, *, device: str = "") -> Stamp:
    """The gateway acts for its device, the clock for nobody."""
    is_gateway = machine is Machine.GATEWAY
    access.machine(machine, "device.file" if is_gateway else "clock.tick")
    return Stamp(
        by=machine.value,
        role=machine.value,
        clinic=clinic,
        now=now,
        origin=Origin.DEVICE if is_gateway else Origin.CLOCK,
        device=device if is_gateway else "",
    )
