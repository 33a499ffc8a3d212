"""Fills a store with the synthetic clinic and says what came of it: runs in a process of its own."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.test.utils import override_settings

from morrow.care.clinic import Role
from morrow.care.visit import gates, schedule
from morrow.care.visit.case import Case
from morrow.clinic import journal, streams
from morrow.clinic.people.models import ExplainedOpening, Opening, StaffRole, User
from morrow.clinic.store import entries, writer
from morrow.clinic.visits import knowledge
from morrow.clinic.visits.models import Visit
from morrow.demo.clinic.fill import fill
from morrow.demo.clinic.roster import PASSWORD, PIN, STAFF

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # two days after the clocks went forward
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def summary(seed: int) -> dict[str, Any]:
    """Fill, and read back.  With a quick hash: two dozen passwords and PINs are tried."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        return _summary(seed)


def _summary(seed: int) -> dict[str, Any]:
    filled = fill(now=NOW, zone_name="America/New_York", seed=seed)
    writer.close()
    cases = {name: _case(visit, filled.clinic) for name, visit in filled.visits.items()}
    return {
        "visits": {name: _visit(visit) for name, visit in filled.visits.items()},
        "earlier": list(Visit.objects.exclude(id__in=filled.visits.values()).values_list("phase")),
        "start": {n: _rules(gates.START, case) for n, case in cases.items()},
        "discharge": {n: _rules(gates.DISCHARGE, case) for n, case in cases.items()},
        "overdue": [n for n, case in cases.items() if _overdue(case)],
        "kinds": sorted({type(one.fact).__name__ for one in journal.since(0, 10_000)}),
        "protocols": _protocols(filled.clinic),
        "openings": list(Opening.objects.filter(emergency=True).values_list("allowed")),
        "explained": ExplainedOpening.objects.filter(reviewed_by=F("explained_by")).count(),
        "sign_in": {role.value: _may_sign_in(role, filled.clinic) for role in Role},
        "told": _told(),
    }


def _case(visit: UUID, clinic: UUID) -> Case:
    state = streams.visit(visit)
    return Case(state, knowledge.of_state(visit, state, clinic), NOW)


def _visit(visit: UUID) -> dict[str, Any]:
    row = Visit.objects.get(id=visit)
    return {
        "phase": row.phase,
        "chair": str(row.chair_id or ""),
        "nurse": row.nurse,
        "alarm": row.alarm_level,
        "flags": row.open_flags,
        "route": row.route,
    }


def _rules(rules: Any, case: Case) -> list[str]:
    return [found.rule for found in gates.open_findings(rules, case)]


def _overdue(case: Case) -> bool:
    return schedule.overdue(case.state, case.protocol, case.now) is not None


def _protocols(clinic: UUID) -> dict[str, Any]:
    state = streams.clinic(clinic)
    prepared = [one.fact for one in state.signing if type(one.fact).__name__ == "ProtocolPrepared"]
    return {
        "in_force": {key: version.version for key, version in state.in_force.items()},
        "prepared": sorted((fact.protocol, fact.version) for fact in prepared),
    }


def _may_sign_in(role: Role, clinic: UUID) -> bool:
    """Everybody of that role, by what is printed."""
    names = [m.username for m in STAFF if m.role is role and not m.elsewhere]
    users = User.objects.filter(username__in=names)
    held = StaffRole.objects.filter(clinic_id=clinic, role=role).values_list("person_id", flat=True)
    return {user.id for user in users} == set(held) and all(
        user.check_password(PASSWORD) and user.check_pin(PIN) for user in users
    )


def _told() -> list[str]:
    """Every entry without the ids that are new each time."""
    return [
        UUID_TEXT.sub("·", f"{e.kind} {e.role} {e.happened_at} {e.recorded_at} {e.body}")
        for e in entries.everything()
    ]
