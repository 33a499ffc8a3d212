"""How long a monitor's bytes take to a screen, and a breach to its alarm, over real sockets.

usage: bench/bedside.py [--dir FOLDER] [--chairs N] [--seconds S] [--json]

The clinic is served by the real program in a process of its own.  At each chair a monitor sends a
message a second over MLLP, on time whatever comes back, and a signed-in screen listens for server
-sent events.  A message counts as shown when its values, or newer ones, reach the screen.  Once
in the run each patient's pressure is at a stop value.  Exits 3 if a figure is missed:

    bytes at the MLLP socket to the event at the screen     p50 <= 150 ms, p99 <= 1 s, max <= 3 s
    a breach to the event that says the visit has changed   p99 <= 2 s, max <= 5 s
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import requests

ROOT: Final = Path(__file__).resolve().parent.parent
PORT: Final = 8573
URL: Final = f"http://127.0.0.1:{PORT}"
LOWEST: Final = 55  # heart rates from here say which message it is
RATES: Final = 50
STOP: Final = (205, 100)  # mm[Hg]: one reading of it is enough
START, END = b"\x0b", b"\x1c\r"
LIMITS: Final = {
    "shown_p50_ms": 150.0,
    "shown_p99_ms": 1000.0,
    "shown_max_ms": 3000.0,
    "alarm_p99_ms": 2000.0,
    "alarm_max_ms": 5000.0,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dir", type=Path, help="the folder whose disk is measured")
    parser.add_argument("--chairs", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.dir or ROOT, prefix=".bench-") as folder:
        _environment(folder)
        chairs = _fill(arguments.chairs)
        figures = {"fdatasync_p50_ms": _fdatasync(Path(folder))}
        figures |= _measure(chairs, arguments.seconds)
    return _tell(figures, as_json=arguments.json)


@dataclass(slots=True)
class Bed:
    """One chair: its monitor's name, its visit, and what was sent and shown when (s)."""

    device: str
    visit: UUID
    sent: list[float] = field(default_factory=list)
    shown: dict[int, float] = field(default_factory=dict)
    breach_sent: float = 0.0
    breach_told: float = 0.0
    accepted: int = 0

    def take(self, event: str, data: dict[str, Any]) -> None:
        now = time.perf_counter()
        if event == "changed" and self.breach_sent and not self.breach_told:
            self.breach_told = now
        for reading in data.get("readings", ()):
            if reading["parameter"] == "hr":
                self._show(int(reading["value"]) - LOWEST, now)

    def _show(self, rate: int, now: float) -> None:
        """The newest message with this rate, and every one before it that was not shown yet."""
        newest = max((n for n in range(len(self.sent)) if n % RATES == rate), default=-1)
        for number in range(newest, -1, -1):
            if number in self.shown:
                return
            self.shown[number] = now

    def waits(self) -> list[float]:
        """Of each message, ms to the screen; infinite if it was never shown."""
        last = float("inf")
        return [(self.shown.get(n, last) - at) * 1000 for n, at in enumerate(self.sent)]


def _environment(folder: str) -> None:
    os.environ |= {
        "MORROW_DATA_DIR": folder,
        "MORROW_DEMO": "1",
        "MORROW_HTTP_PORT": str(PORT),
        "MORROW_MLLP_PORT": str(PORT + 1),
        "DJANGO_SETTINGS_MODULE": "morrow.clinic.settings",
    }
    sys.path.insert(0, str(ROOT))


def _fill(chairs: int) -> list[Bed]:
    """A clinic with an infusion at each chair, begun five minutes ago."""
    import django
    from django.core.management import call_command

    from morrow.clinic import config
    from morrow.clinic.store import connections, keys, writer

    keys.create(config.load(os.environ))
    django.setup()
    with connections.writable():
        call_command("migrate", verbosity=0)
    from tests.clinic import cast as casting
    from tests.clinic.bedside.chair import Chair

    now = datetime.now(UTC).replace(microsecond=0)
    cast = casting.make(now - timedelta(hours=1))
    beds = []
    for number in range(chairs):
        device = f"MON-{number:03}"
        chair = Chair(cast, began=now - timedelta(minutes=5)).sits().put(device=device).dosed()
        beds.append(Bed(device=device, visit=chair.visit))
    writer.close()
    return beds


def _measure(beds: list[Bed], seconds: int) -> dict[str, float]:
    program = [sys.executable, "-m", "uvicorn", "morrow.clinic.asgi:application"]
    server = subprocess.Popen([*program, "--port", str(PORT), "--log-level", "warning"])
    try:
        _wait()
        asyncio.run(_run(beds, _cookie(), seconds))
        with Path(f"/proc/{server.pid}/stat").open() as stat:
            ticks = sum(map(int, stat.read().rpartition(")")[2].split()[11:13]))
    finally:
        server.terminate()
        server.wait(20)
    waits = sorted(wait for bed in beds for wait in bed.waits())
    alarms = sorted(
        (bed.breach_told - bed.breach_sent) * 1000 if bed.breach_told else float("inf")
        for bed in beds
    )
    return {
        "chairs": float(len(beds)),
        "messages": float(len(waits)),
        "messages_accepted": float(sum(bed.accepted for bed in beds)),
        "shown_p50_ms": statistics.median(waits),
        "shown_p99_ms": _quantile(waits, 0.99),
        "shown_max_ms": waits[-1],
        "alarm_p50_ms": statistics.median(alarms),
        "alarm_p99_ms": _quantile(alarms, 0.99),
        "alarm_max_ms": alarms[-1],
        "server_cpu_ms_per_message": ticks / os.sysconf("SC_CLK_TCK") * 1000 / len(waits),
    }


def _cookie() -> str:
    """A nurse signs in."""
    from tests.clinic.cast import PASSWORD

    session = requests.Session()
    page = session.get(f"{URL}/sign-in/", timeout=10)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    entry = {"username": "nurse", "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = session.post(f"{URL}/sign-in/", entry, timeout=10, headers={"Referer": f"{URL}/"})
    assert answer.ok, answer.status_code
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)


async def _run(beds: list[Bed], cookie: str, seconds: int) -> None:
    screens = [asyncio.create_task(_screen(bed, cookie)) for bed in beds]
    await asyncio.sleep(3)
    await asyncio.gather(
        *(_monitor(bed, number / len(beds), seconds) for number, bed in enumerate(beds))
    )
    await asyncio.sleep(4)  # what has not come by then is missed
    for screen in screens:
        screen.cancel()
    await asyncio.gather(*screens, return_exceptions=True)


async def _screen(bed: Bed, cookie: str) -> None:
    """Reads one visit's events, as they come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=2**20)
    writer.write(
        f"GET /live/?visit={bed.visit} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
        f"Cookie: {cookie}\r\n\r\n".encode()
    )
    event = ""
    while line := (await reader.readline()).decode().rstrip():
        assert "HTTP/1.1 200" in line or ":" in line, line  # the head of the answer
    while True:
        line = (await reader.readline()).decode()
        if not line:
            raise RuntimeError("the screen lost its stream")
        if line.startswith("event: "):
            event = line[7:].strip()
        elif line.startswith("data: "):
            bed.take(event, json.loads(line[6:]))


async def _monitor(bed: Bed, offset: float, seconds: int) -> None:
    """Sends on time; answers are counted beside it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT + 1)
    counting = asyncio.create_task(_count(bed, reader))
    begun = time.perf_counter() + offset
    for number in range(seconds):
        await asyncio.sleep(max(0.0, begun + number - time.perf_counter()))
        breach = number == seconds // 2
        raw = _message(bed, number, breach=breach)
        bed.sent.append(time.perf_counter())
        if breach:
            bed.breach_sent = bed.sent[-1]
        writer.write(START + raw + END)
        await writer.drain()
    await asyncio.sleep(2)
    counting.cancel()
    writer.close()


async def _count(bed: Bed, reader: asyncio.StreamReader) -> None:
    while True:
        answer = await reader.readuntil(END)
        bed.accepted += b"\rMSA|AA|" in answer


def _message(bed: Bed, number: int, *, breach: bool) -> bytes:
    from tests.clinic.bedside.chair import PULSE, RESP
    from tests.exchange.hl7.samples import BEATS, BREATHS, DIA, MMHG, OBR, SYS, message, msh, obx

    at = datetime.now(UTC).strftime("%Y%m%d%H%M%S+0000")
    rate = str(LOWEST + number % RATES)
    lines = [
        obx("97", at=at),
        obx(rate, code=PULSE, channel="1.1.1.2", unit=BEATS, at=at),
        obx("14", code=RESP, channel="1.2.1.1", unit=BREATHS, at=at),
    ]
    if breach:
        lines += [
            obx(str(STOP[0]), code=SYS, channel="1.3.1.1", unit=MMHG, at=at),
            obx(str(STOP[1]), code=DIA, channel="1.3.1.2", unit=MMHG, at=at),
        ]
    return message(msh(control=f"B{number}", sender=bed.device, sent=at), OBR, *lines)


def _wait() -> None:
    for _ in range(300):
        try:
            if requests.get(f"{URL}/sign-in/", timeout=10).ok:
                return
        except requests.ConnectionError:
            pass  # not up yet
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def _fdatasync(folder: Path) -> float:
    handle = os.open(folder / "flush", os.O_CREAT | os.O_WRONLY)
    taken = []
    for _ in range(100):
        start = time.perf_counter()
        os.write(handle, bytes(4096))
        os.fdatasync(handle)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def _quantile(values: list[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)]


def _tell(figures: dict[str, float], *, as_json: bool) -> int:
    missed = [name for name, most in LIMITS.items() if figures[name] > most]
    if figures["messages_accepted"] != figures["messages"]:
        missed.append("messages_accepted")
    if as_json:
        print(json.dumps(figures | {"missed": missed}))
    else:
        for name, value in figures.items():
            print(f"{name:30} {value:10.3f}{'  MISSED' if name in missed else ''}")
    return 3 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
