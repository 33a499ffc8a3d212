"""What a demonstration prints: where it is, who may sign in, and what there is to see."""

from collections.abc import Iterator
from typing import Final

from morrow.care.clinic import Role
from morrow.demo.clinic.roster import PASSWORD, PIN, STAFF, Member

SEE: Final = {
    "coordinator": "board, bookings, patients",
    "nurse-alfa": "chair 1 infusing; chair 10 meets discharge criteria",
    "nurse-bravo": "chair 2: the pressure climbs",
    "nurse-charlie": "chair 3: about to desaturate",
    "nurse-delta": "chair 4: a reading is overdue, its monitor silent; chair 9 recovering",
    "nurse-echo": "chair 5 paused for nausea",
    "nurse-foxtrot": "chair 6: an injection under observation",
    "nurse-golf": "chair 7: a nasal visit between two devices",
    "nurse-hotel": "chair 11 may not start; chair 12 is ready to",
    "psychiatrist": "orders, co-signatures",
    "prescriber": "a protocol version that waits for a second signature",
    "director": "a breach, an override, an emergency opening to review",
    "admin": "staff, roles, chairs, devices",
    "auditor": "who opened which record",
}


def text(port: int) -> str:
    """The whole printed page."""
    return "\n".join(_lines(port))


def _lines(port: int) -> Iterator[str]:
    yield ""
    yield f"  Morrow's synthetic clinic:  http://127.0.0.1:{port}/"
    yield "  Nobody in it exists.  Not a medical device.  Ctrl-C stops it."
    yield ""
    yield f"  {'user name':<15}{'password':<18}{'PIN':<8}who, and what to look at"
    for member in STAFF:
        if not member.elsewhere:
            yield f"  {member.username:<15}{PASSWORD:<18}{PIN:<8}{_what(member)}"
    yield ""


def _what(member: Member) -> str:
    kind = ", ".join((member.role.label, *(q.label for q in member.qualifications)))
    shown = kind if member.role is not Role.NURSE else member.role.label
    return f"{shown}: {SEE[member.username]}"
