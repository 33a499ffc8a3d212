"""A bedside monitor on a real socket: HL7 v2 over MLLP, as the clinic's listener reads it."""

import itertools
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from morrow.clinic.bedside.mllp import END, START
from tests.clinic.bedside.chair import PULSE
from tests.exchange.hl7.samples import BEATS, DIA, MMHG, OBR, SYS, message, msh, obx

MONITOR: Final = "MON-B"
CODES: Final = {"hr": (PULSE, "2", BEATS), "sbp": (SYS, "3", MMHG), "dbp": (DIA, "4", MMHG)}
_numbers: Final = itertools.count(1)


def spoken(now: datetime, values: Mapping[str, int]) -> bytes:
    """One message with these values, measured now; the saturation is 97 unless it is said."""
    at = now.strftime("%Y%m%d%H%M%S+0000")
    lines = [obx(str(values.get("spo2", 97)), at=at)]
    for name, (code, channel, unit) in CODES.items():
        if name in values:
            lines.append(obx(str(values[name]), code=code, channel=channel, unit=unit, at=at))
    number = f"B{next(_numbers)}-{now.timestamp()}"[:20]
    return message(msh(control=number, sender=MONITOR, sent=at), OBR, *lines)


def say(port: int, **values: int) -> None:
    """Send one message and wait for its acknowledgement."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(START + spoken(datetime.now(UTC), values) + END)
        heard = b""
        while END not in heard:
            part = line.recv(4096)
            assert part, heard
            heard += part
    assert b"MSA|AA" in heard, heard


@contextmanager
def saying(port: int, **values: int) -> Iterator[None]:
    """Say the same each second for as long as the block runs."""
    over, failed = threading.Event(), list[Exception]()

    def run() -> None:
        while not over.wait(1):
            try:
                say(port, **values)
            except Exception as error:  # noqa: BLE001  (raised again on the test's own thread)
                failed.append(error)
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join(timeout=10)
    if failed:
        raise failed[0]
