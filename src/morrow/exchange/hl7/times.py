"""HL7 date and time (DTM, TS) to an instant in UTC, or the reason why not.

To the second at least: a time to the minute would be completed by invention.  The offset comes
from the text, else from `zone`; without either there is no instant.  A clock time that a
daylight-saving change repeats or skips has no one instant, and is refused as well.

HL7 version 2.6, 2.A.22 (DTM) and 2.15.9.7 (MSH-7: its offset is the message's default).
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

_DTM: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})"
    r"(?:\.([0-9]{1,6}))?(?:([+-])([0-9]{2})([0-9]{2}))?"
)
_WANTED: Final = "write YYYYMMDDHHMMSS and an offset, as 20261101013000-0400"


class TimeError(ValueError):
    """A text that is no instant, with what would be right."""


def read_time(text: str, *, zone: tzinfo | None) -> datetime:
    """The instant of a DTM text, in UTC; TimeError if it has none."""
    found = _DTM.fullmatch(text)
    if not found:
        raise TimeError(f"{text[:40]!r} is not a time to the second; {_WANTED}")
    offset = _offset(found) or zone
    if offset is None:
        raise TimeError(f"{text!r} has no offset from UTC, and neither has MSH-7; {_WANTED}")
    micro = int((found[7] or "").ljust(6, "0"))
    try:
        clock = datetime(*(int(found[n]) for n in range(1, 7)), micro, tzinfo=offset)  # type: ignore[misc,arg-type]
        return _one_instant(clock, text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, TimeError):
            raise
        raise TimeError(f"{text!r} is not a time: {error}; {_WANTED}") from error


def stated_zone(text: str) -> tzinfo | None:
    """The offset that a DTM text states, if it states one."""
    found = _DTM.fullmatch(text)
    try:
        return _offset(found) if found else None
    except TimeError:
        return None


def write_time(at: datetime) -> str:
    """An instant as DTM, to the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000")


def _offset(found: re.Match[str]) -> tzinfo | None:
    if not found[8]:
        return None
    hours, minutes = int(found[9]), int(found[10])
    if hours > 14 or minutes > 59:
        raise TimeError(f"offset {found[8]}{found[9]}{found[10]} is not one; {_WANTED}")
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if found[8] == "-" else size)


def _one_instant(clock: datetime, text: str) -> datetime:
    first, second = (clock.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        raise TimeError(
            f"{text!r} is a clock time that the daylight-saving change in {clock.tzinfo} "
            f"repeats or skips; {_WANTED}"
        )
    return first
