"""Broken messages by the thousand, from a seed: grammar-aware edits of the cast, and byte edits."""

import random
from collections.abc import Iterator
from typing import Final

from tests.exchange.hl7 import samples

NASTY: Final = (
    *("", '""', "-100", "90-140", "NaN", "1e309", "1,5", "<90", "++1", "٩٨", "0x1F", " 98", "98 "),
    *("98~97", "98^97", r"\X3938\ ".strip(), "\\", "\\X", "\\F\\", "9" * 400, "1." * 40, "-0"),
    *("kPa^^UCUM", "mmHg", "266016^MDC_DIM_MMHG^MDC", "262688^MDC_DIM_PERCENT^MDC", "%", "C", "X"),
    *("00000101000000", "99991231235959-1200", "20261101013000", "20261101093000-0500", "1.3.1.0"),
    *(
        "150021^MDC_PRESS_BLD_NONINV_SYS^MDC",
        "150456",
        "0002-4bb8^x^MDIL",
        "0002-f0e5^x^MDIL",
        "MSH",
    ),
    *(
        "ORU^R01",
        "ADT^A01",
        "UNICODE UTF-8",
        "8859/1",
        "UNICODE UTF-16",
        "AL",
        "NE",
        "ä",
        "\x00",
        "\x85",
    ),
    *(
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "a" * 5000,
        "^" * 150,
        "~" * 150,
        "\u202e98",
    ),
)
_BYTES: Final = (b"\x0b", b"\x1c", b"\r", b"\n", b"\x00", b"\xff", b"|", b"^", b"~", b"\\", b"&")


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """`count` messages, each with one to four edits."""
    chance = random.Random(seed)
    cast = list(samples.ALL.values())
    for _ in range(count):
        raw = chance.choice(cast)
        for _ in range(chance.randint(1, 4)):
            raw = chance.choice(_EDITS)(chance, raw)
        yield raw


def _field(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\r")
    at = chance.randrange(len(lines))
    mark = raw[3:4] or b"|"
    cells = lines[at].split(mark)
    cells[chance.randrange(len(cells))] = chance.choice(NASTY).encode()
    lines[at] = mark.join(cells)
    return b"\r".join(lines)


def _observation(chance: random.Random, raw: bytes) -> bytes:
    """An edit where it hurts: code, channel, value, unit, status, time or device of one OBX."""
    lines = raw.split(b"\r")
    mark = raw[3:4] or b"|"
    at = chance.randrange(len(lines))
    cells = lines[at].split(mark)
    number = chance.choice((2, 3, 4, 5, 5, 5, 6, 11, 14, 18))
    cells += [b""] * (number + 1 - len(cells))
    cells[number] = chance.choice(NASTY).encode()
    lines[at] = mark.join(cells)
    return b"\r".join(lines)


def _shuffle(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\r")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\r".join(lines)


def _repeat(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\r")
    at = chance.randrange(len(lines))
    times = chance.choice((1, 2, 3, 2000))
    many = [lines[at]] * times if len(raw) < 100_000 else []
    return b"\r".join([*lines[:at], *many, *lines[at:]])


def _bytes(chance: random.Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(_BYTES) + raw[at + chance.randint(0, 2) :]


def _cut(chance: random.Random, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _marks(chance: random.Random, raw: bytes) -> bytes:
    old, new = chance.choice(b"|^~\\&"), chance.choice(b"|^~\\&#$.-5a\r")
    return raw.replace(bytes([old]), bytes([new]))


_EDITS: Final = (
    _field,
    _observation,
    _observation,
    _observation,
    _shuffle,
    _repeat,
    _bytes,
    _cut,
    _marks,
)
