"""HL7 v2 in its bar-and-caret form (ER7): bytes in, segments of raw fields out.

Strict and bounded, in time linear in the length: what may stand in a message is counted before
it is split, nothing is guessed, and every refusal says which segment and field and what would be
right.  Segments stay in their order and unknown ones are kept.  A field stays raw until somebody
asks for its text, because the value of a measurement must be read as it was written.

HL7 version 2.6, chapter 2 (delimiters 2.5.4, escapes 2.7, character sets table 0211).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 64 * 1024
MAX_SEGMENTS: Final = 1000
MAX_FIELDS: Final = 200
MAX_REPETITIONS: Final = 100
MAX_COMPONENTS: Final = 100

CHARSETS: Final = {
    "": "ascii",
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",  # not in table 0211, but written by several senders and unambiguous
    "8859/1": "iso-8859-1",
}
NULL: Final = '""'
"""HL7's explicit null: the sender says that there is no value."""

_SEGMENT_NAME: Final = re.compile(r"[A-Z][A-Z0-9]{2}")
CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x0c\x0e-\x1f\x7f-\x9f]")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_NO_DELIMITER: Final = frozenset(b".+-\"'")  # these stand inside numbers, times and nulls


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a message: segment name, its position from 1, field and component from 1."""

    segment: str
    position: int
    field: int = 0
    component: int = 0

    def __str__(self) -> str:
        field = f"-{self.field}" if self.field else ""
        component = f".{self.component}" if self.component else ""
        return f"{self.segment}{field}{component} (segment {self.position})"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters of MSH-1 and MSH-2, which every sender may choose."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str

    @property
    def encoding(self) -> str:
        """MSH-2 as it is written."""
        return self.component + self.repetition + self.escape + self.subcomponent

    def part(self, raw: str, component: int = 1) -> str:
        """One component (from 1) of the first repetition of a raw field; empty if absent."""
        parts = raw.split(self.repetition, 1)[0].split(self.component)
        return parts[component - 1] if component <= len(parts) else ""

    def plain(self, raw: str) -> bool:
        """Whether a raw field is one simple value: no structure and no escape."""
        return not any(mark in raw for mark in self.encoding)

    def text(self, raw: str, *, charset: str = "ascii") -> str:
        """A raw component with its escapes resolved; ValueError names one that is not right."""
        if self.escape not in raw:
            return raw
        pieces = raw.split(self.escape)
        if len(pieces) % 2 == 0:
            raise ValueError(f"an escape that opens with {self.escape} is not closed")
        pieces[1::2] = [self._unescape(code, charset) for code in pieces[1::2]]
        return "".join(pieces)

    def _unescape(self, code: str, charset: str) -> str:
        simple = {
            "F": self.field,
            "S": self.component,
            "R": self.repetition,
            "E": self.escape,
            "T": self.subcomponent,
            "H": "",  # highlighting on and off changes no text
            "N": "",
            ".br": "\n",
        }
        if code in simple:
            return simple[code]
        if code[:1] == "X" and _HEX.fullmatch(code, 1):
            return bytes.fromhex(code[1:]).decode(charset)  # UnicodeDecodeError is a ValueError
        raise ValueError(
            f"unknown escape {code[:20]!r}; known are F S R E T H N .br and X with hex"
        )

    def escaped(self, text: str) -> str:
        """Plain text as it may stand in a field of a message with these delimiters."""
        marks = dict(zip(self.field + self.encoding, "FSRET", strict=True))
        codes = {mark: f"{self.escape}{code}{self.escape}" for mark, code in marks.items()}
        return "".join(codes.get(mark, mark) for mark in CONTROL.sub(" ", text).replace("\r", " "))


STANDARD: Final = Delimiters("|", "^", "~", "\\", "&")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its name, its position in the message from 1, and its raw fields.

    `fields[n]` is field n as HL7 counts it; for MSH, field 1 is the separator itself.
    """

    name: str
    position: int
    fields: tuple[str, ...]

    def __getitem__(self, number: int) -> str:
        return self.fields[number] if number < len(self.fields) else ""

    def where(self, field: int = 0, component: int = 0) -> Where:
        return Where(self.name, self.position, field, component)


@dataclass(frozen=True, slots=True)
class Header:
    """What an acknowledgement must echo; known even when the rest of the message is not right."""

    delimiters: Delimiters
    charset: str
    msh: Segment


@dataclass(frozen=True, slots=True)
class Er7:
    """A message split into segments, in their order."""

    header: Header
    segments: tuple[Segment, ...]

    def all(self, name: str) -> Iterator[Segment]:
        return (segment for segment in self.segments if segment.name == name)


class Hl7Error(ValueError):
    """A message that cannot be taken as a whole.

    `where` and `reason` say what was wrong, `wanted` what would be right, `code` is HL7 table
    0357, `header` what could still be read of MSH, so that the sender gets an answer.
    """

    def __init__(
        self, reason: str, *, wanted: str, where: Where, code: int, header: Header | None = None
    ) -> None:
        super().__init__(f"{where}: {reason}; {wanted}")
        self.reason, self.wanted, self.where = reason, wanted, where
        self.code, self.header = code, header


SEQUENCE_ERROR, REQUIRED_MISSING, DATA_TYPE, NOT_IN_TABLE = 100, 101, 102, 103
UNSUPPORTED_MESSAGE, UNSUPPORTED_EVENT, UNSUPPORTED_PROCESSING, UNSUPPORTED_VERSION = (
    200,
    201,
    202,
    203,
)
DUPLICATE_KEY, INTERNAL_ERROR = 205, 207


def read(raw: bytes) -> Er7:
    """Split a message (without its MLLP frame) into segments; Hl7Error if it is not one."""
    delimiters = _delimiters(raw)
    header = _header(raw, delimiters)
    if len(raw) > MAX_BYTES:
        raise _refuse(header, Where("MSH", 1), f"{len(raw)} bytes", f"send at most {MAX_BYTES}")
    text = _decoded(raw, header)
    lines = text.removesuffix("\r").split("\r", MAX_SEGMENTS)
    if len(lines) > MAX_SEGMENTS:
        raise _refuse(header, Where("MSH", 1), "too many segments", f"send at most {MAX_SEGMENTS}")
    segments = [header.msh, *(_segment(line, at, header) for at, line in enumerate(lines[1:], 2))]
    return Er7(header, tuple(segments))


def _refuse(
    header: Header | None, where: Where, reason: str, wanted: str, *, code: int = DATA_TYPE
) -> Hl7Error:
    return Hl7Error(reason, wanted=wanted, where=where, code=code, header=header)


def _delimiters(raw: bytes) -> Delimiters:
    """MSH-1 and MSH-2: five different ASCII marks that no number or name can contain."""
    if not raw.startswith(b"MSH"):
        begins = raw[:8].decode("ascii", "replace")
        reason = f"the message begins with {begins!r}" if raw else "the message is empty"
        raise _refuse(None, Where("MSH", 1), reason, r"begin with MSH|^~\&", code=SEQUENCE_ERROR)
    marks, end = raw[3:8], raw[8:9]
    if end == b"#":  # the truncation mark of version 2.7 and later
        end = raw[9:10]
    right = all(33 <= mark < 127 and not chr(mark).isalnum() for mark in marks)
    if not right or len(set(marks)) != 5 or _NO_DELIMITER & set(marks):
        raise _refuse(None, Where("MSH", 1), f"MSH-1 and MSH-2 are {marks!r}", r"write MSH|^~\&")
    if end not in {marks[:1], b"\r", b""}:
        raise _refuse(None, Where("MSH", 1), "MSH-2 is too long", r"write ^~\&")
    return Delimiters(*marks.decode("ascii"))


def _header(raw: bytes, delimiters: Delimiters) -> Header:
    """MSH alone, so that even a message in an unknown character set is answered."""
    line = raw[:MAX_BYTES].split(b"\r", 1)[0]
    cells = line.split(delimiters.field.encode(), MAX_FIELDS)
    name = cells[17].split(delimiters.repetition.encode(), 1)[0] if len(cells) > 17 else b""
    label = name.decode("ascii", "replace").strip()
    charset = CHARSETS.get(label, "")
    plain = tuple(cell.decode(charset or "ascii", "replace") for cell in cells)
    msh = Segment("MSH", 1, ("MSH", delimiters.field, *plain[1:]))
    header = Header(delimiters, charset or "ascii", msh)
    if not charset:
        known = ", ".join(key for key in CHARSETS if key)
        where = msh.where(18)
        reason = f"character set {label[:40]!r} is not read here"
        raise Hl7Error(
            reason, wanted=f"send one of {known}", where=where, code=NOT_IN_TABLE, header=header
        )
    return header


def _decoded(raw: bytes, header: Header) -> str:
    try:
        text = raw.decode(header.charset)
    except UnicodeDecodeError as error:
        at = raw.count(b"\r", 0, error.start) + 1
        name = raw[: error.start].rsplit(b"\r", 1)[-1][:3].decode("ascii", "replace")
        name = CONTROL.sub("?", name)
        reason = f"byte 0x{raw[error.start]:02x} is not {header.charset}"
        wanted = "name the character set in MSH-18 (UNICODE UTF-8, 8859/1)"
        raise _refuse(header, Where(name, at), reason, wanted) from error
    if found := CONTROL.search(text):
        before = text[: found.start()]
        name = before.rsplit("\r", 1)[-1][:3]
        reason = f"control character 0x{ord(found.group()):02x}"
        where = Where(name, before.count("\r") + 1)
        raise _refuse(header, where, reason, "end segments with CR alone")
    return text


def _segment(line: str, position: int, header: Header) -> Segment:
    marks = header.delimiters
    fields = line.split(marks.field, MAX_FIELDS)
    name = fields[0]
    here = Where(name[:3], position)
    if not _SEGMENT_NAME.fullmatch(name):
        wanted = "begin each segment with its three-letter name and the field separator"
        raise _refuse(header, here, f"{name[:20]!r} is no segment name", wanted)
    if name == "MSH":
        raise _refuse(header, here, "a second MSH", "send one message", code=SEQUENCE_ERROR)
    if len(fields) > MAX_FIELDS:
        raise _refuse(header, here, "too many fields", f"send at most {MAX_FIELDS}")
    for number, field in enumerate(fields):
        if field.count(marks.repetition) >= MAX_REPETITIONS:
            _too_many(header, Where(name, position, number), "repetitions", MAX_REPETITIONS)
        if field.count(marks.component) + field.count(marks.subcomponent) >= MAX_COMPONENTS:
            _too_many(header, Where(name, position, number), "components", MAX_COMPONENTS)
    return Segment(name, position, tuple(fields))


def _too_many(header: Header, where: Where, what: str, limit: int) -> None:
    wanted = f"send at most {limit}"
    raise Hl7Error(f"too many {what}", wanted=wanted, where=where, code=DATA_TYPE, header=header)
