"""Who asks: a person with their roles at each clinic, read afresh for every request.

So a role that was revoked, or an account that was deactivated, counts from the next request on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from morrow.care.clinic import CLINICAL, Qualification, Role
from morrow.care.visit.values import Actor
from morrow.clinic.people.models import StaffQualification, StaffRole, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A signed-in person.  `grants` are (clinic, role) pairs."""

    id: UUID
    name: str
    initials: str
    must_change_password: bool
    grants: frozenset[tuple[UUID, Role]]

    def roles_at(self, clinic: UUID) -> frozenset[Role]:
        """The roles held at that clinic; empty for an outsider."""
        return frozenset(role for place, role in self.grants if place == clinic)

    def clinical_roles(self) -> frozenset[Role]:
        """The clinical roles held anywhere in the organisation."""
        return frozenset(role for _, role in self.grants) & CLINICAL

    def clinics(self) -> frozenset[UUID]:
        """Where this person works."""
        return frozenset(place for place, _ in self.grants)


def of_request(request: HttpRequest) -> Principal | None:
    """The person who is signed in, or None.  Read once in a request."""
    if not hasattr(request, "morrow_principal"):
        user = request.user
        found = of_user(user) if isinstance(user, User) else None
        request.morrow_principal = found  # type: ignore[attr-defined]
    return request.morrow_principal  # type: ignore[attr-defined,no-any-return]


def of_user(user: User) -> Principal:
    """The principal behind an account."""
    return Principal(
        id=user.id,
        name=user.name,
        initials=user.initials,
        must_change_password=user.must_change_password,
        grants=frozenset(
            (clinic, Role(role))
            for clinic, role in StaffRole.objects.filter(person_id=user.id).values_list(
                "clinic_id", "role"
            )
        ),
    )


def actor(principal: Principal, roles: Iterable[Role], *, on: date) -> Actor:
    """The principal as `care/` knows it.  `on` is today at the clinic: certificates end."""
    rows = StaffQualification.objects.filter(person_id=principal.id)
    valid = {row.qualification for row in rows if row.expires_on is None or row.expires_on >= on}
    return Actor(
        id=str(principal.id),
        roles=frozenset(role.value for role in roles),
        qualifications=frozenset(Qualification(name).value for name in valid),
    )
