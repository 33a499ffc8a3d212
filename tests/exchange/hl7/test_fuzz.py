"""Any bytes: a message or a refusal, in time, and never a value that the sender did not write."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from morrow.exchange.hl7 import (
    Hl7Error,
    Message,
    Verdict,
    acknowledge,
    problem_of,
    read,
    warnings_of,
)
from tests.examples import times
from tests.exchange.hl7 import samples
from tests.exchange.hl7.mutants import NASTY, mutants

IN_CI = 20_000
LONGEST_S = 0.1  # hazards H22: at most 100 ms for a message; of this thread, not of the machine
NOW = datetime(2026, 11, 1, 15, tzinfo=UTC)
PER_MIN = ("264864", "264928", "0004-0aa0", "0004-0ae0", "/min", "{beats}/min", "{breaths}/min")
UNITS: dict[str, tuple[str, ...]] = {
    "mm[Hg]": ("266016", "0004-0f20", "mm[Hg]"),
    "%": ("262688", "0004-0220", "%"),
    "/min": PER_MIN,
}


def invented(raw: bytes, found: Message) -> list[str]:
    """Readings whose code, channel, value and unit do not stand together in one OBX of `raw`.

    An oracle of its own: it splits with the two marks and knows nothing of our reader.
    """
    sep, comp = chr(raw[3]), chr(raw[4])
    cells = [line.split(sep) for line in raw.decode(found.header.charset).split("\r")]
    observed = [cell + [""] * 20 for cell in cells if cell[0] == "OBX"]
    return [
        f"{reading}"
        for reading in found.readings
        if not any(
            reading.code == cell[3].split(comp)[0]
            and reading.channel == cell[4]
            and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell[5], re.ASCII)
            and Decimal(cell[5]) == reading.value
            and cell[6].split(comp)[0] in UNITS[reading.unit]
            and cell[11] in {"F", "R"}
            for cell in observed
        )
    ]


def judge(raw: bytes) -> str:
    """What became of some bytes; fails on anything but a message or a refusal, in time.

    What took too long is tried again: Python's collector and a busy host take their share of a
    thread's time, but not each time.
    """
    outcome, spent = _judged(raw)
    for _ in range(2):
        if spent >= LONGEST_S:
            spent = min(spent, _judged(raw)[1])
    assert spent < LONGEST_S
    return outcome


def _judged(raw: bytes) -> tuple[str, float]:
    began = time.thread_time()
    try:
        found = read(raw)
    except Hl7Error as error:
        answer = acknowledge(
            error.header, Verdict.ERROR, problems=[problem_of(error)], now=NOW, ack_id="a"
        )
        outcome = "refused"
    else:
        problems = warnings_of(found.refused)
        answer = acknowledge(found.header, Verdict.ACCEPT, problems=problems, now=NOW, ack_id="a")
        assert not invented(raw, found)
        outcome = "read" if found.readings else "empty"
    spent = time.thread_time() - began
    for one in answer:
        assert one.startswith(b"MSH")
        assert not re.search(rb"[\x0b\x1c\x00]", one)
        assert re.search(rb"\rMSA.[AC][ARE].", one)
    return outcome, spent


def test_mutants_are_read_or_refused_and_nothing_is_invented() -> None:
    outcomes = Counter(judge(raw) for raw in mutants(seed=20261101, count=IN_CI))
    print(f"{IN_CI} mutants: {dict(outcomes)}")
    assert min(outcomes["read"], outcomes["refused"]) > IN_CI // 10  # both halves are exercised


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(10))
def test_a_million_mutants(seed: int) -> None:
    outcomes = Counter(judge(raw) for raw in mutants(seed=seed, count=100_000))
    assert sum(outcomes.values()) == 100_000


@given(st.binary(max_size=2000))
@example(b"MSH")
@example(b"MSH\r")
@example(b"MSH|^~\\&")
@example(b"MSH|^~\\&#|")
@settings(max_examples=times(5))
def test_any_bytes_at_all(raw: bytes) -> None:
    judge(raw)


_texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=12), st.from_regex(r"[0-9.,+-]{1,8}"))


@given(
    value=_texts,
    unit=st.sampled_from([samples.MMHG, "262688^MDC_DIM_PERCENT^MDC", "", "kPa^^UCUM"]) | _texts,
    code=st.sampled_from([samples.SYS, "150456^^MDC", "0002-4bb8^SpO2^MDIL"]) | _texts,
    channel=_texts,
    at=st.sampled_from(["", samples.MEASURED, "20261101092958"]) | _texts,
    status=st.sampled_from(["F", "R", "C", ""]) | _texts,
)
@settings(max_examples=times(5))
def test_any_text_in_any_field_of_a_value(
    value: str, unit: str, code: str, channel: str, at: str, status: str
) -> None:
    line = samples.obx(value, unit=unit, code=code, channel=channel, at=at, status=status)
    judge(samples.message(samples.msh(), samples.OBR, line))


def _naive(convert: Callable[[str], float]) -> Callable[[bytes], Iterable[float]]:
    def values(raw: bytes) -> Iterable[float]:
        for line in raw.decode().split("\r"):
            cells = line.split("|")
            if cells[0] == "OBX" and len(cells) > 5:
                yield convert(cells[5])

    return values


@pytest.mark.parametrize("text", ["NaN", "1e309", "1e2", "٩٨", " 98", "9_8"])
def test_the_numbers_that_float_would_take_are_the_ones_refused(text: str) -> None:
    """Negative control: a reader that leans on float() takes each of these."""
    raw = samples.message(samples.msh(), samples.OBR, samples.obx(text))
    assert len(list(_naive(float)(raw))) == 1
    assert read(raw).readings == ()


def test_the_oracle_notices_an_invented_value() -> None:
    """Negative control: the same message with another digit behind the reader's back."""
    found = read(samples.PCD01)
    assert not invented(samples.PCD01, found)
    assert len(invented(samples.PCD01.replace(b"|128|", b"|129|"), found)) == 1
    assert len(invented(samples.PCD01.replace(b"262688", b"262689"), found)) == 1


def test_reading_takes_time_in_proportion_to_length() -> None:
    """Twice the message, about twice the time; a quadratic step would need four times."""

    def seconds(count: int) -> float:
        lines = [samples.obx(str(n % 90), channel=f"1.1.{n}.1") for n in range(count)]
        raw = samples.message(samples.msh(), samples.OBR, *lines)
        began = time.thread_time()
        assert len(read(raw).readings) == count
        return time.thread_time() - began

    small, large = (min(seconds(count) for _ in range(7)) for count in (200, 400))
    assert large < small * 3.2
