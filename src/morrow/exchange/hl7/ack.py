"""Answers to a message: MSH, MSA and ERR, in original and in enhanced mode.

Original mode (MSH-15 and MSH-16 empty): one answer, AA, AE or AR.  Enhanced mode: the commit
answer CA, CE or CR if MSH-15 asks for it, then AA, AE or AR if MSH-16 does.  The caller has
already stored the message, or decided that it is refused: nothing here can promise that.

HL7 version 2.6, 2.9.2 (modes), 2.15.5 (ERR), tables 0008, 0155, 0357, 0516.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from morrow.exchange.hl7.er7 import (
    CONTROL,
    DATA_TYPE,
    STANDARD,
    Delimiters,
    Header,
    Hl7Error,
    Segment,
    Where,
)
from morrow.exchange.hl7.observation import Refused, Why
from morrow.exchange.hl7.times import write_time

MAX_PROBLEMS: Final = 10
_EVENT: Final = re.compile(r"[A-Z][0-9]{2}")
_VERSION: Final = re.compile(r"2\.([2-9])(?:\.[0-9])?")
_QUIET: Final = frozenset({Why.NO_VALUE, Why.CODE, Why.REPEATED})
"""Refusals that are everyday life on a monitor, and no error of its sender."""


class Verdict(StrEnum):
    """Taken, wrong, or not a message for us: HL7's A, E and R."""

    ACCEPT = "A"
    ERROR = "E"
    REJECT = "R"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One line of ERR: where, HL7 table 0357, E (error) or W (warning), and plain words."""

    where: Where
    code: int
    severity: str
    text: str


def problem_of(error: Hl7Error) -> Problem:
    """Why a whole message was not taken."""
    text = f"{error.reason}; {error.wanted}"
    return Problem(where=error.where, code=error.code, severity="E", text=text)


def warnings_of(refused: Sequence[Refused]) -> tuple[Problem, ...]:
    """The single values of a message that was taken, as far as its sender can do something."""
    return tuple(
        Problem(
            where=one.where,
            code=DATA_TYPE,
            severity="W",
            text=f"{one.reason}; {one.wanted}",
        )
        for one in refused
        if one.why not in _QUIET
    )


def acknowledge(
    header: Header | None,
    verdict: Verdict,
    *,
    problems: Sequence[Problem] = (),
    now: datetime,
    ack_id: str,
) -> tuple[bytes, ...]:
    """The answers that the sender asked for, each a message of its own, without frames.

    `header` is None where not even MSH could be read; then the answer names no message.
    `ack_id` is our own control id, a plain text.
    """
    commit, application = _modes(header, verdict)
    codes = (f"C{verdict}" if commit else "", f"A{verdict}" if application else "")
    return tuple(
        _answer(header, code, problems=problems, now=now, ack_id=f"{ack_id}{code[0]}")
        for code in codes
        if code
    )


def _modes(header: Header | None, verdict: Verdict) -> tuple[bool, bool]:
    when = ("", "") if header is None else (header.msh[15], header.msh[16])
    if when == ("", ""):
        return (False, True)
    accepted = verdict is Verdict.ACCEPT
    asked = {"AL": True, "NE": False, "": False, "ER": not accepted, "SU": accepted}
    # A word that is in no table asks for something; silence would look like a dead listener.
    return (asked.get(when[0], True), asked.get(when[1], True))


def _answer(
    header: Header | None, code: str, *, problems: Sequence[Problem], now: datetime, ack_id: str
) -> bytes:
    marks = header.delimiters if header else STANDARD
    msh = header.msh if header else Segment("MSH", 1, ())
    version = marks.part(msh[12])
    found = _VERSION.fullmatch(version)
    event = marks.part(msh[9], 2)
    kind = ["ACK", event, "ACK"] if _EVENT.fullmatch(event) else ["ACK"]
    head = [
        "MSH",
        marks.encoding,
        msh[5] or "MORROW",
        msh[6],
        msh[3],
        msh[4],
        write_time(now),
        "",
        marks.component.join(kind),
        ack_id,
        marks.part(msh[11]) or "P",
        version if found else "2.6",
        *[""] * 5,
        msh[18],
    ]
    lines = [marks.field.join(head).rstrip(marks.field), marks.field.join(["MSA", code, msh[10]])]
    old = bool(found) and int(found[1]) < 5 if found else False
    lines += [_err(problem, marks, old=old) for problem in problems[:MAX_PROBLEMS]]
    text = "".join(f"{CONTROL.sub(' ', line)}\r" for line in lines)
    return text.replace("\ufffd", "?").encode(header.charset if header else "ascii", "replace")


def _err(problem: Problem, marks: Delimiters, *, old: bool) -> str:
    """ERR as it is since 2.5; before that, ERR-1 alone with location and code."""
    where, text = problem.where, marks.escaped(problem.text)
    place = [
        marks.escaped(where.segment),
        str(where.position),
        str(where.field or ""),
        *(["", str(where.component)] if where.component else []),
    ]
    if old:
        code = marks.subcomponent.join([str(problem.code), text, "HL70357"])
        return marks.field.join(["ERR", marks.component.join([*place[:3], code])])
    location = marks.component.join(place).rstrip(marks.component)
    code = marks.component.join([str(problem.code), "", "HL70357"])
    return marks.field.join(["ERR", "", location, code, problem.severity, "", "", "", text])
