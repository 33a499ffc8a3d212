"""`morrow hl7`: what monitors' messages in files say, and what of it is refused, with why.

Exit 0: everything was read.  1: a message or a value was refused.  2: a file or an argument
could not be read.  It reads as the listener reads, and stores nothing.
"""

import json
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer

from morrow.care import calendar
from morrow.exchange import hl7 as language
from morrow.exchange.hl7 import files


@dataclass(slots=True)
class _Found:
    """The rows of `--json`, and the same as lines for a reader."""

    readings: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def hl7(
    paths: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Files of HL7 v2 messages.")
    ],
    *,
    zone: Annotated[
        str, typer.Option(help="Where a device's clock runs that states no offset: an IANA zone.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """Read messages of bedside monitors (ORU^R01, IHE PCD-01) and print their readings."""
    found = _Found()
    try:
        where = calendar.zone(zone) if zone else None
        contents = [(path, Path(path).read_bytes()) for path in paths]
    except calendar.ZoneError as error:
        _usage("--zone", str(error))
    except OSError as error:
        _usage("FILE", f"{error.filename}: {error.strerror}; write the path of a file to read")
    for path, raw in contents:
        messages = files.split(raw)
        if not messages:
            _usage("FILE", f"{path} is empty; write the path of a file with HL7 v2 messages")
        for number, message in enumerate(messages, 1):
            _read(found, message, path=path, number=number, zone=where)
    rows = {"readings": found.readings, "refused": found.refused}
    typer.echo(json.dumps(rows, indent=2) if as_json else "\n".join(found.lines))
    raise typer.Exit(1 if found.refused else 0)


def _usage(argument: str, words: str) -> None:
    typer.echo(f"{argument}: {words}", err=True)
    raise typer.Exit(2)


def _read(found: _Found, raw: bytes, *, path: str, number: int, zone: tzinfo | None) -> None:
    place = {"file": path, "message": number}
    try:
        message = language.read(raw, zone=zone)
    except language.Hl7Error as error:
        found.lines.append(f"{path}, message {number}: refused, {error}")
        found.refused.append(
            place
            | {"where": str(error.where), "why": "message", "code": None, "channel": None}
            | {"seen": "", "reason": error.reason, "wanted": error.wanted}
        )
        return
    pid = "; its PID is not used" if message.has_pid else ""
    name = f"{message.control_id} of device {message.device_id}{pid}"
    found.lines.append(f"{path}, message {number}: {name}")
    for reading in message.readings:
        found.readings.append(place | {"device": message.device_id} | _reading(reading))
        found.lines.append(_reading_line(reading))
    for refused in message.refused:
        row = {"where": str(refused.where), "why": refused.why.value, "code": refused.code}
        row |= {"channel": refused.channel, "seen": refused.seen}
        found.refused.append(place | row | {"reason": refused.reason, "wanted": refused.wanted})
        found.lines.append(f"  refused {refused.where}: {refused.reason}; {refused.wanted}")


def _reading(reading: language.DeviceReading) -> dict[str, Any]:
    value = int(reading.value) if reading.value == int(reading.value) else float(reading.value)
    return {
        "parameter": reading.parameter.value,
        "value": value,  # at most 16 characters: a double gives every digit back
        "unit": reading.unit,
        "at": reading.at.isoformat().replace("+00:00", "Z"),
        "code": reading.code,
        "channel": reading.channel,
        "timed_by": reading.timed_by,
    }


def _reading_line(reading: language.DeviceReading) -> str:
    at = f"{reading.at:%Y-%m-%d %H:%M:%S}Z by {reading.timed_by}"
    channel = f" {reading.channel}" if reading.channel else ""
    what = f"{reading.parameter:<5} {reading.value} {reading.unit}"
    return f"  {what:<20} {at}  ({reading.code}{channel})"
