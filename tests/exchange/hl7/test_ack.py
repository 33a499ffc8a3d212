"""Answers: which are given in which mode, and that they say what went wrong and where."""

from datetime import UTC, datetime

import hl7
import pytest

from morrow.exchange.hl7 import (
    Header,
    Hl7Error,
    Problem,
    Verdict,
    acknowledge,
    problem_of,
    read,
    warnings_of,
)
from tests.exchange.hl7.samples import OBR, message, msh, obx

NOW = datetime(2026, 11, 1, 14, 30, 5, tzinfo=UTC)


def answers(raw: bytes, verdict: Verdict = Verdict.ACCEPT) -> list[bytes]:
    header: Header | None
    problems: tuple[Problem, ...]
    try:
        found = read(raw)
        header, problems = found.header, warnings_of(found.refused)
    except Hl7Error as error:
        header, problems = error.header, (problem_of(error),)
    return list(acknowledge(header, verdict, problems=problems, now=NOW, ack_id="ACK7"))


def test_an_answer_swaps_the_parties_and_echoes_the_control_id() -> None:
    (answer,) = answers(message(msh(control="M42", modes="|"), OBR, obx()))
    read_by_another = hl7.parse(answer.decode())
    head, msa = read_by_another.segment("MSH"), read_by_another.segment("MSA")
    assert [str(head[n]) for n in (3, 5, 7, 9, 10, 11, 12, 18)] == [
        "MORROW",
        "MON-07^0012AB34CD56EF78^EUI-64",
        "20261101143005+0000",
        "ACK^R01^ACK",
        "ACK7A",
        "P",
        "2.6",
        "UNICODE UTF-8",
    ]
    assert [str(msa[1]), str(msa[2])] == ["AA", "M42"]


@pytest.mark.parametrize(
    ("modes", "accepted", "refused"),
    [
        ("|", ["AA"], ["AE"]),
        ("AL|AL", ["CA", "AA"], ["CE", "AE"]),
        ("AL|NE", ["CA"], ["CE"]),
        ("AL|", ["CA"], ["CE"]),
        ("NE|AL", ["AA"], ["AE"]),
        ("|AL", ["AA"], ["AE"]),
        ("ER|NE", [], ["CE"]),
        ("SU|NE", ["CA"], []),
        ("NE|ER", [], ["AE"]),
        ("NE|SU", ["AA"], []),
        ("NE|NE", [], []),
    ],
)
def test_each_mode_gets_the_answers_it_asks_for(
    modes: str, accepted: list[str], refused: list[str]
) -> None:
    raw = message(msh(modes=modes), OBR, obx())
    for verdict, codes in ((Verdict.ACCEPT, accepted), (Verdict.ERROR, refused)):
        given = [answer.split(b"\rMSA|")[1][:2].decode() for answer in answers(raw, verdict)]
        assert given == codes


def test_a_rejection_says_segment_field_and_code() -> None:
    raw = message(msh(kind="ADT^A01"), OBR, obx())
    (answer,) = answers(raw, Verdict.REJECT)
    err = hl7.parse(answer.decode()).segment("ERR")
    assert [str(err[n]) for n in (2, 3, 4)] == ["MSH^1^9", "200^^HL70357", "E"]
    assert "send ORU\\S\\R01" in str(err[8])


def test_a_value_that_was_not_taken_is_a_warning_with_its_place() -> None:
    (answer,) = answers(message(msh(), OBR, obx("97"), obx("90-140", channel="1.1.1.2")))
    assert b"\rMSA|AA|M1\r" in answer
    err = hl7.parse(answer.decode()).segment("ERR")
    assert [str(err[n]) for n in (2, 3, 4)] == ["OBX^4^5", "102^^HL70357", "W"]


def test_a_probe_that_is_off_is_no_error_of_the_sender() -> None:
    (answer,) = answers(message(msh(), OBR, obx("-100")))
    assert b"ERR" not in answer


def test_before_version_2_5_the_error_has_its_old_form() -> None:
    (answer,) = answers(message(msh(version="2.4", kind="ADT^A01"), OBR), Verdict.REJECT)
    assert b"\rERR|MSH^1^9^200&'ADT\\S\\A01' is not read here" in answer


def test_many_problems_are_cut_to_ten() -> None:
    lines = [obx("x", channel=f"1.1.1.{n}") for n in range(30)]
    (answer,) = answers(message(msh(), OBR, *lines))
    assert answer.count(b"\rERR|") == 10


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"MSH", b"\xff\xfe"])
def test_bytes_that_are_no_message_get_an_answer_that_names_none(raw: bytes) -> None:
    (answer,) = answers(raw, Verdict.REJECT)
    assert answer.startswith(b"MSH|^~\\&|MORROW|")
    assert b"\rMSA|AR|\rERR|" in answer


def test_an_answer_uses_the_senders_marks_and_character_set() -> None:
    raw = message(msh(sender="Müller-7", control="M1"), OBR, obx()).replace(b"|", b"$")
    (answer,) = answers(raw)
    assert answer.decode().split("\r")[1] == "MSA$AA$M1"
    assert "$Müller-7$" in answer.decode("utf-8")
