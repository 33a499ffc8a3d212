"""The people of the synthetic clinic.  Nobody here exists."""

from dataclasses import dataclass
from typing import Final

from morrow.care.clinic import Qualification, Role

PASSWORD: Final = "synthetic clinic"  # noqa: S105  (printed at every start, and for nothing else)
PIN: Final = "402716"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account.  `elsewhere`: works at the other clinic of the organisation."""

    username: str
    name: str
    role: Role
    qualifications: tuple[Qualification, ...] = ()
    elsewhere: bool = False


def _nurse(letter: str, *qualifications: Qualification) -> Member:
    return Member(
        username=f"nurse-{letter.lower()}",
        name=f"Nurse {letter}, synthetic",
        role=Role.NURSE,
        qualifications=qualifications,
    )


STAFF: Final = (
    Member(username="admin", name="Admin Tango, synthetic", role=Role.ADMIN),
    Member(username="coordinator", name="Coordinator Sierra, synthetic", role=Role.COORDINATOR),
    *(_nurse(letter, Qualification.ACLS) for letter in ("Alfa", "Bravo")),
    *(_nurse(letter) for letter in ("Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel")),
    Member(
        username="psychiatrist",
        name="Psychiatrist Papa, synthetic",
        role=Role.PRESCRIBER,
        qualifications=(Qualification.PSYCHIATRIST,),
    ),
    Member(
        username="prescriber",
        name="Prescriber Quebec, synthetic",
        role=Role.PRESCRIBER,
        qualifications=(Qualification.ACLS,),
    ),
    Member(username="director", name="Director Romeo, synthetic", role=Role.DIRECTOR),
    Member(username="auditor", name="Auditor Uniform, synthetic", role=Role.AUDITOR),
    Member(username="nurse-zulu", name="Nurse Zulu, synthetic", role=Role.NURSE, elsewhere=True),
)
