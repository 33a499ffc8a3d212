"""The only way to reach a record.

Every route declares its operation with `@operation`, and gets a record only through a door:
`visit`, `patient`, `clinic` or `member`.  A door answers 404 to outsiders, so that nobody learns
what exists elsewhere, 403 to the wrong role, and writes the access log.  A view that answers
well without having passed a door for what it declared raises: that is our bug.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, Final, TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from morrow.care.calendar import local_date, zone
from morrow.care.clinic import Machine, Role
from morrow.care.visit.values import Actor
from morrow.clinic import streams
from morrow.clinic.patients.models import Patient
from morrow.clinic.patients.through import visits_of
from morrow.clinic.people import openings, principals, refusals, tablet
from morrow.clinic.people.models import Clinic, StaffRole, User
from morrow.clinic.people.openings import Access
from morrow.clinic.people.principals import Principal
from morrow.clinic.people.refusals import Locked, Merged, PasswordDue, SignInNeeded
from morrow.clinic.policy import RUNNING, Reach, Rule, capacity, emergency_capacity, rule
from morrow.clinic.store.one_row import only
from morrow.clinic.visits.models import Visit

__all__ = [
    "Acting", "aclinic", "acting", "actor", "avisit", "clinic", "machine", "member", "named",
    "now", "operation", "patient", "principal", "second_actor", "visit",
]  # fmt: skip

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
RecordT = TypeVar("RecordT")
_UNTIL_PASSWORD_IS_OWN: Final = frozenset({"people.account", "people.sign_out", "people.lock"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """In what capacity a request acts, once it has passed a door: for a fact's envelope."""

    by: Principal
    role: Role
    clinic: UUID
    device: str
    emergency: bool
    opening: UUID | None
    locked: bool


@dataclass(slots=True)
class _Context:
    now: datetime
    locked: bool = False
    operations: tuple[str, ...] = ()
    passed: list[Acting] = field(default_factory=list)


def operation(*names: str) -> Callable[[ViewT], ViewT]:
    """Declare what a route does.  A view with several says at its door which one it is.

    KeyError at import for a name that the policy does not know.
    """
    rules = tuple(rule(name) for name in names)

    def declare(view: ViewT) -> ViewT:
        async def answer_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                await sync_to_async(_admit)(request, names, rules)
                response: HttpResponseBase = await view(request, *args, **kwargs)
            except refusals.AtTheDoor as refusal:
                return await sync_to_async(refusals.answer)(request, refusal)
            return _checked(request, rules, response)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                _admit(request, names, rules)
                response: HttpResponseBase = view(request, *args, **kwargs)
            except refusals.AtTheDoor as refusal:
                return refusals.answer(request, refusal)
            return _checked(request, rules, response)

        declared: Any = wraps(view)(answer_async if iscoroutinefunction(view) else answer)
        declared.operations = names
        return declared  # type: ignore[no-any-return]

    return declare


def visit(request: HttpRequest, name: str, visit_id: UUID) -> Visit:
    """The visit, for this operation.  Raises Http404, PermissionDenied or Locked."""
    record = _found(only(Visit.objects.filter(id=visit_id)))
    running = record.phase in RUNNING
    _pass(request, name, f"visit:{visit_id}", clinic_id=record.clinic_id, running=running)
    return record


def patient(request: HttpRequest, name: str, patient_id: UUID) -> Patient:
    """The patient, at the first clinic of theirs where the person may.

    Raises as `visit`; and `Merged`, which leads on, for a record that is read through another.
    """
    record = _found(only(Patient.objects.filter(id=patient_id)))
    held = _required(request).clinics()
    place = next((p for p in _places_of(record) if p in held), record.clinic_id)
    _pass(request, name, f"patient:{patient_id}", clinic_id=place)
    if record.merged_into:
        raise Merged(patient_id, record.merged_into)
    return record


def named(
    request: HttpRequest, name: str, *, number: str, born: date, at: Iterable[UUID] | None = None
) -> Patient | None:
    """The patient whom two identifiers name, where the person may at one of their clinics (`at`,
    if given).  None tells nothing of who is elsewhere.  A merged record is found as such."""
    found = Patient.objects.filter(record_number=number, birth_date=born)
    record = found.order_by(F("merged_into").asc(nulls_first=True)).first()
    if record is None:
        return None
    by, wanted = _required(request), None if at is None else set(at)
    places = [p for p in _places_of(record) if wanted is None or p in wanted]
    place = next((p for p in places if capacity(name, by.roles_at(p))), None)
    if place is None:
        return None
    _pass(request, name, f"patient:{record.id}", clinic_id=place)
    return record


def clinic(request: HttpRequest, name: str, clinic_id: UUID) -> Clinic:
    """The clinic itself: its board, its staff, its bookings.  Raises as `visit`."""
    record = _found(Clinic.objects.filter(id=clinic_id).first())
    # Names are hidden on a locked page; that something changed is no name.
    _pass(request, name, f"clinic:{clinic_id}", clinic_id=clinic_id, running=True)
    return record


def member(request: HttpRequest, name: str, clinic_id: UUID, person_id: UUID) -> User:
    """Somebody on that clinic's staff.  Raises as `visit`."""
    clinic(request, name, clinic_id)
    here = StaffRole.objects.filter(clinic_id=clinic_id, person_id=person_id)
    return _found(User.objects.filter(id=person_id).first() if here.exists() else None)


avisit = sync_to_async(visit)
aclinic = sync_to_async(clinic)


def acting(request: HttpRequest) -> Acting:
    """The capacity given by the last door.  RuntimeError before any: our bug."""
    passed = _context(request).passed
    if not passed:
        raise RuntimeError("acting() before any door of morrow.clinic.access")
    return passed[-1]


def require_open(request: HttpRequest, name: str) -> None:
    """Raise Locked on a locked tablet, if the policy keeps this operation behind the lock."""
    if _context(request).locked and not rule(name).locked:
        raise Locked


def actor(request: HttpRequest) -> Actor:
    """Who acts, as `care/` knows it: roles at the record's clinic, valid qualifications."""
    capacity_now = acting(request)
    held = capacity_now.by.roles_at(capacity_now.clinic) or {capacity_now.role}
    return _as_actor(capacity_now.by, held, capacity_now.clinic, now(request))


def second_actor(person: User, name: str, clinic_id: UUID, *, at: datetime) -> Actor | None:
    """Another person at the same tablet, if the policy lets them do this there; else None."""
    by = principals.of_user(person)
    held = by.roles_at(clinic_id)
    return _as_actor(by, held, clinic_id, at) if capacity(name, held) else None


def principal(request: HttpRequest) -> Principal | None:
    """Who is signed in, or None."""
    return principals.of_request(request)


def now(request: HttpRequest) -> datetime:
    """The one instant of this request, UTC."""
    return _context(request).now


def machine(which: Machine, name: str) -> None:
    """The machines' door.  PermissionDenied for what the policy does not give that machine."""
    if which not in rule(name).machines:
        raise PermissionDenied(f"{which} may not {name}")


def _admit(request: HttpRequest, names: tuple[str, ...], rules: tuple[Rule, ...]) -> None:
    context = _context(request)
    context.operations = names
    if all(each.reach is Reach.EVERYONE for each in rules):
        return
    if any(each.reach is Reach.MACHINE for each in rules):
        raise PermissionDenied("a machine's operation has no route")
    by = _required(request)
    context.locked = tablet.touch(request, now=context.now)
    if context.locked and not any(each.locked for each in rules):
        raise Locked
    if by.must_change_password and not _UNTIL_PASSWORD_IS_OWN & set(names):
        raise PasswordDue


def _pass(
    request: HttpRequest, name: str, record: str, *, clinic_id: UUID, running: bool = False
) -> None:
    """Judge, log, and let pass or raise."""
    context, this, by = _context(request), rule(name), _required(request)
    if name not in context.operations:
        raise RuntimeError(f"the door asks for {name!r}, the route declares {context.operations}")
    held, emergency = by.roles_at(clinic_id), False
    role = capacity(name, held)
    if role is None and running and record.startswith("visit:"):
        role = emergency_capacity(name, by.clinical_roles())
        emergency = role is not None
        if name != "visit.open_at_once" and not openings.opened_at_once(by.id, record):
            role = None
    device = tablet.identity(request)
    access = Access(
        by=by, role=role, operation=name, record=record, clinic=clinic_id, tablet=device,
        emergency=emergency and role is not None, session=openings.session_of(request),
    )  # fmt: skip
    if role is None:
        openings.log(access, allowed=False, now=context.now)
        raise PermissionDenied if held else Http404
    if context.locked and not (this.locked and running):
        raise Locked
    opening = (
        None if this.apart or this.unlogged else openings.cited(request, access, now=context.now)
    )
    if opening is None and not this.unlogged:
        opening = openings.log(access, allowed=True, now=context.now)
    context.passed.append(
        Acting(
            by=by, role=role, clinic=clinic_id, device=device,
            emergency=access.emergency, opening=opening, locked=context.locked,
        )
    )  # fmt: skip


def _checked(
    request: HttpRequest, rules: tuple[Rule, ...], response: HttpResponseBase
) -> HttpResponseBase:
    guarded = any(each.reach is Reach.CLINIC for each in rules)
    if guarded and response.status_code < 400 and not _context(request).passed:
        raise RuntimeError(f"{request.path} answered without passing a door of clinic.access")
    return response


def _context(request: HttpRequest) -> _Context:
    if not hasattr(request, "morrow"):
        request.morrow = _Context(timezone.now())  # type: ignore[attr-defined]
    return request.morrow  # type: ignore[attr-defined,no-any-return]


def _required(request: HttpRequest) -> Principal:
    by = principals.of_request(request)
    if by is None:
        raise SignInNeeded
    return by


def _found(record: RecordT | None) -> RecordT:
    if record is None:
        raise Http404
    return record


def _places_of(record: Patient) -> list[UUID]:
    """Where this person is registered or booked, under whichever of their records."""
    whose = record.merged_into or record.id
    one = Patient.objects.filter(Q(id=whose) | Q(merged_into=whose))
    registered = one.exclude(id=record.id).values_list("clinic_id", flat=True)
    booked = Visit.objects.filter(visits_of(whose)).values_list("clinic_id", flat=True)
    return [record.clinic_id, *registered, *booked.distinct()]


def _as_actor(by: Principal, held: Any, clinic_id: UUID, at: datetime) -> Actor:
    place = streams.clinic(clinic_id)
    return principals.actor(by, held, on=local_date(at, zone=zone(place.zone)))
