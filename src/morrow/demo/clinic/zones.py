"""In which time zone the synthetic clinic lies: one in which its day is in progress now."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from morrow.care.calendar import ZoneError, local_time, zone

OPEN_HOURS: Final = range(11, 18)
"""Hours in which a day can be told that began in the morning and goes on."""

HOUR: Final = 13


def zone_for(now: datetime, here: str) -> str:
    """This machine's zone, so that the clinic's clock is the reader's, if it is daytime here.

    Else one where it is early afternoon, without a name: `Etc/GMT-5` is five hours before UTC.
    """
    if here and local_time(now, zone=zone(here)).hour in OPEN_HOURS:
        return here
    ahead = HOUR - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def of_this_machine() -> str:
    """The IANA name of this machine's zone, or nothing where it cannot be told."""
    named = os.environ.get("TZ", "").removeprefix(":")
    path = str(Path("/etc/localtime").resolve())
    for name in (named, path.partition("/zoneinfo/")[2]):
        try:
            if name:
                return zone(name).key
        except ZoneError:
            continue
    return ""
