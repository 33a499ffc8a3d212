"""Patients from CSV: all of it, or what is wrong with it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from morrow.exchange.entries import Context
from morrow.exchange.tables import patients
from morrow.exchange.tables.patients import Unusable

CONTEXT = Context(now=datetime(2026, 3, 10, 14, 0, tzinfo=UTC), zone=ZoneInfo("UTC"))
HEADER = "record_number,family_name,given_name,birth_date,phone\n"


def wrong(text: str | bytes) -> list[tuple[int, str]]:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(Unusable) as caught:
        patients.read(raw, CONTEXT)
    return [(problem.line, problem.field) for problem in caught.value.problems]


def test_each_line_is_a_patient_with_the_line_it_stands_in() -> None:
    raw = (
        HEADER
        + '1,"Synthetic, von",One,1979-03-02,\n\n2,Qu,"Ti\nto",1988-11-30,555\n3,A,B,2000-01-01,\n'
    )
    first, second, third = patients.read(raw.encode(), CONTEXT)
    assert (first.line, first.patient.family_name, first.patient.phone) == (2, "Synthetic, von", "")
    assert (second.line, second.patient.birth_date) == (4, date(1988, 11, 30))
    assert third.line == 6


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + HEADER.encode() + b"1,A,B,2000-01-01,\n",
                                 HEADER.replace(",", ";").encode() + b"1;A;B;2000-01-01;\n",
                                 HEADER.upper().encode() + b"1,A,B,2000-01-01,\r\n"])  # fmt: skip
def test_spreadsheets_write_it_in_their_own_ways(raw: bytes) -> None:
    assert len(patients.read(raw, CONTEXT)) == 1


def test_every_bad_line_is_named_with_its_field() -> None:
    raw = HEADER + "1,A,B,2000-13-01,\n2,,B,2000-01-01,\n,A,B,2030-01-01,\n4,A,B,2000-01-01,\n"
    assert wrong(raw) == [
        (2, "birth_date"),
        (3, "family_name"),
        (4, "birth_date"),
        (4, "record_number"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("name,born\n", 1),
        (HEADER.replace("phone", "salary"), 1),
        (HEADER.replace("phone", "family_name"), 1),
        (HEADER + "1,A,B\n", 2),
        (HEADER + '1,"A,B,2000-01-01,\n', 2),
    ],
)
def test_a_table_that_is_none_is_refused_whole(text: str, line: int) -> None:
    assert wrong(text)[0] == (line, "")


def test_two_lines_with_one_number_are_a_question_for_a_person() -> None:
    assert wrong(HEADER + "1,A,B,2000-01-01,\n1,C,D,2000-01-01,\n") == [(3, "record_number")]


def test_bytes_that_are_not_utf_8_are_named_by_their_line() -> None:
    assert wrong(HEADER.encode() + b"1,A,B,2000-01-01,\n2,M\xfcller,B,2000-01-01,\n") == [(3, "")]


def test_a_table_is_bounded() -> None:
    assert wrong(b"x" * (patients.BYTES_MAX + 1)) == [(1, "")]
    many = "".join(f"{n},A,B,2000-01-01,\n" for n in range(patients.ROWS_MAX + 1))
    assert wrong(HEADER + many) == [(patients.ROWS_MAX + 2, "")]
