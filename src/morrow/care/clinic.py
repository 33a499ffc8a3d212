"""The clinic's own facts: that it opened, its chairs and devices, who may act in which capacity.

They live in the clinic's stream.  A role is a fact because a record must be able to say, years
later, in what capacity somebody signed; passwords and sessions are not facts.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID


class Role(StrEnum):
    """The capacities in which a person acts at a clinic."""

    COORDINATOR = "coordinator"
    NURSE = "nurse"
    PRESCRIBER = "prescriber"
    DIRECTOR = "director"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The words that a screen shows."""
        return _ROLE_LABELS[self]


_ROLE_LABELS: Final = {
    Role.COORDINATOR: "Coordinator",
    Role.NURSE: "Infusion nurse",
    Role.PRESCRIBER: "Prescriber",
    Role.DIRECTOR: "Medical director",
    Role.ADMIN: "Administrator",
    Role.AUDITOR: "Privacy officer",
}

# Who may be at a chair: the only roles that an emergency opening is for.
CLINICAL: Final = frozenset({Role.NURSE, Role.PRESCRIBER, Role.DIRECTOR})


class Qualification(StrEnum):
    """What a person is, over and above a role, where a rule asks for it."""

    PSYCHIATRIST = "psychiatrist"
    ACLS = "acls"

    @property
    def label(self) -> str:
        """The words that a screen shows."""
        return _QUALIFICATION_LABELS[self]


_QUALIFICATION_LABELS: Final = {
    Qualification.PSYCHIATRIST: "Psychiatrist",
    Qualification.ACLS: "ACLS certified",
}


class Machine(StrEnum):
    """Principals that are no persons: `by` and `role` of what they write.

    They have no account, so that nothing can sign them in, and fewer rights than anybody.
    """

    CLOCK = "clock"
    GATEWAY = "gateway"
    SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicOpened:
    """A place with chairs.  `zone` is an IANA name: rules about days are read in it."""

    VERSION: ClassVar[int] = 1
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairAdded:
    VERSION: ClassVar[int] = 1
    chair: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairRetired:
    VERSION: ClassVar[int] = 1
    chair: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAssigned:
    """A person put a device at a chair: from now on its values are those of who sits there.

    `device` is what its messages call it.  It stands at one chair, and a chair has one device.
    """

    VERSION: ClassVar[int] = 1
    device: str
    chair: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReleased:
    """The device stands at no chair any more: its values are nobody's."""

    VERSION: ClassVar[int] = 1
    device: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRoleGranted:
    VERSION: ClassVar[int] = 1
    person: UUID
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRoleRevoked:
    VERSION: ClassVar[int] = 1
    person: UUID
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRecorded:
    """A certificate that somebody saw.  `expires_on` is its last day, in the clinic's zone."""

    VERSION: ClassVar[int] = 1
    person: UUID
    qualification: Qualification
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationWithdrawn:
    VERSION: ClassVar[int] = 1
    person: UUID
    qualification: Qualification
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningReviewed:
    """An emergency opening, named by its line in the access log, was looked at and judged."""

    VERSION: ClassVar[int] = 1
    opening: UUID
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNoted:
    """A director has read an override, a flag or an emergency, and says what they found.

    `about` is the fact's id, for a flag its key.
    """

    VERSION: ClassVar[int] = 1
    about: str
    finding: str


ALL: Final = (
    ClinicOpened,
    ChairAdded,
    ChairRetired,
    DeviceAssigned,
    DeviceReleased,
    StaffRoleGranted,
    StaffRoleRevoked,
    QualificationRecorded,
    QualificationWithdrawn,
    OpeningReviewed,
    ReviewNoted,
)
