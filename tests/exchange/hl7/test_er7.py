"""ER7: what may stand in a message, and how each thing that may not is answered."""

import re

import pytest

from morrow.exchange.hl7 import er7
from morrow.exchange.hl7.er7 import Hl7Error, read
from tests.exchange.hl7 import samples

SMALL = samples.message(samples.msh(), samples.OBR, samples.obx())


def test_segments_keep_their_order_and_unknown_ones_are_kept() -> None:
    text = read(samples.message(samples.msh(), "ZZZ|a|b", samples.OBR, "Z01|c", samples.obx()))
    assert [segment.name for segment in text.segments] == ["MSH", "ZZZ", "OBR", "Z01", "OBX"]
    assert [segment.position for segment in text.segments] == [1, 2, 3, 4, 5]
    assert text.segments[1][2] == "b"
    assert text.segments[1][7] == ""


def test_msh_is_counted_as_hl7_counts_it() -> None:
    msh = read(SMALL).header.msh
    assert (msh[1], msh[2], msh[9], msh[10], msh[12]) == (
        "|",
        r"^~\&",
        "ORU^R01^ORU_R01",
        "M1",
        "2.6",
    )


def test_the_last_segment_may_lack_its_end() -> None:
    assert read(SMALL.removesuffix(b"\r")).segments == read(SMALL).segments


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", r"a|b^c&d~e\f"),
        (r"\X4D4f\\.br\\H\x\N\ ", "MO\nx "),
        ("plain", "plain"),
    ],
)
def test_escapes_become_the_text_they_stand_for(raw: str, text: str) -> None:
    assert er7.STANDARD.text(raw) == text


@pytest.mark.parametrize("raw", [r"a\F", r"\Q\ ", r"\X4\ ", r"\XZZ\ ", r"\X\ ", r"\XFF\ ", "\\"])
def test_an_escape_that_is_not_one_is_an_error(raw: str) -> None:
    with pytest.raises(ValueError, match=r"escape|codec"):
        er7.STANDARD.text(raw.strip(" "))


def test_our_own_text_cannot_break_out_of_its_field() -> None:
    assert er7.STANDARD.escaped("a|b^c\r\nMSA|AA") == r"a\F\b\S\c  MSA\F\AA"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the message is empty"),
        (b"PID|1", "begins with"),
        (b"\xef\xbb\xbf" + SMALL, "begins with"),
        (SMALL.decode().encode("utf-16"), "begins with"),
        (b"MSH", "MSH-1 and MSH-2"),
        (b"MSH\r", "MSH-1 and MSH-2"),
        (b"MSH|^~\\\r", "MSH-1 and MSH-2"),
        (b"MSH|^^\\&|", "MSH-1 and MSH-2"),
        (b"MSHa^~\\&a", "MSH-1 and MSH-2"),
        (b"MSH.^~\\&.", "MSH-1 and MSH-2"),
        (b"MSH|^~\\&$$|", "MSH-2 is too long"),
        (SMALL.replace(b"UNICODE UTF-8", b"UNICODE UTF-16"), "character set 'UNICODE UTF-16'"),
        (SMALL.replace(b"UNICODE UTF-8", b"") + b"ZZZ|\xe9\r", "byte 0xe9 is not ascii"),
        (SMALL + b"ZZZ|\xff\r", "byte 0xff is not utf-8"),
        (SMALL + b"ZZZ|\x00\r", "control character 0x00"),
        (SMALL.replace(b"\r", b"\n"), "control character 0x0a"),
        (SMALL.replace(b"\r", b"\r\n"), "control character 0x0a"),
        (SMALL + b"\r\r", "'' is no segment name"),
        (SMALL + b"obx|1\r", "'obx' is no segment name"),
        (SMALL + SMALL, "a second MSH"),
        (SMALL + b"NTE\r" * 1001, "too many segments"),
        (SMALL + b"NTE" + b"|" * 201 + b"\r", "too many fields"),
        (SMALL + b"NTE|" + b"~" * 101 + b"\r", "too many repetitions"),
        (SMALL + b"NTE|" + b"^&" * 51 + b"\r", "too many components"),
        (SMALL + b"NTE|" + b"x" * er7.MAX_BYTES, "bytes"),
    ],
)
def test_what_is_no_message_is_refused_with_where_and_what_would_be_right(
    raw: bytes, reason: str
) -> None:
    with pytest.raises(Hl7Error, match=re.escape(reason)) as refused:
        read(raw)
    assert refused.value.where.position >= 1
    assert refused.value.wanted


def test_the_place_of_a_bad_byte_is_named() -> None:
    with pytest.raises(Hl7Error) as refused:
        read(SMALL + b"ZZZ|ok\rZZA|\xff\r")
    assert str(refused.value.where) == "ZZA (segment 5)"


def test_a_refused_message_still_says_whom_to_answer() -> None:
    with pytest.raises(Hl7Error) as refused:
        read(SMALL + b"\r\r")
    assert refused.value.header is not None
    assert refused.value.header.msh[10] == "M1"


@pytest.mark.parametrize("size", [er7.MAX_BYTES - 1, er7.MAX_BYTES])
def test_a_message_of_the_full_size_is_read(size: int) -> None:
    filler = samples.message(samples.msh(), "ZZZ|")
    assert len(read(filler.removesuffix(b"\r").ljust(size, b"x")).segments) == 2
