"""What it costs to append a fact durably, against the least that any program could pay.

usage: bench/append.py [--dir FOLDER] [--seconds S] [--flush-ms MS] [--json]

Engine and disk are the clinic's: the embedded store in FOLDER (default: a temporary folder beside
this file's repository), or PostgreSQL as `MORROW_DATABASE_URL` says, in a database that may be
filled.  The floor is one raw-SQL insert of an equally large row for each transaction, on the same
driver, settings and disk.  The projections are the clinic's own, of a visit that has begun.  Exits 3 if a
figure is missed:

    one caller      append + projection, p50 <= floor p50 + 1.0 ms
    32 callers      SQLite:      >= 5 x the floor's single-caller rate
                    PostgreSQL:  >= 0.5 x 32 concurrent bare inserts, a connection for each

What 32 callers gain is a flush that they share, so it depends on what a flush costs.
`--flush-ms` adds so much to each of the embedded store's (needs a C compiler): a disk that has to
reach its medium, where this one may answer from a cache.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

CALLERS: Final = 32
CLINIC: Final = str(uuid4())
FACTS_OF_A_VISIT: Final = 200
ROOT: Final = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dir", type=Path, help="the folder whose disk is measured")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each figure")
    parser.add_argument("--flush-ms", type=float, help="what each flush takes beyond this disk's")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.flush_ms and "FLUSH_US" not in os.environ:
        return _again_with_slow_flush(arguments.flush_ms)
    with tempfile.TemporaryDirectory(dir=arguments.dir or ROOT, prefix=".bench-") as folder:
        os.environ["MORROW_DATA_DIR"] = folder
        _set_up()
        figures = measure(Path(folder), arguments.seconds)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:38} {value if isinstance(value, bool) else f'{value:.3f}'}")
    return 0 if figures["passes"] else 3


def _again_with_slow_flush(flush_ms: float) -> int:
    """Run this program once more, in a process whose flushes wait."""
    source = Path(__file__).with_name("slow_flush.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "slow_flush.so")
        build = ["cc", "-shared", "-fPIC", "-O1", str(source), "-o", str(library), "-ldl"]
        subprocess.run(build, check=True)
        slow = {"LD_PRELOAD": str(library), "FLUSH_US": str(round(flush_ms * 1_000))}
        again = subprocess.run([sys.executable, *sys.argv], env=os.environ | slow, check=False)
        return again.returncode


def measure(folder: Path, seconds: float) -> dict[str, float]:
    """Return the figures: milliseconds, and transactions for each second."""
    from django.db import connection

    fdatasync = _p50(_times(_flusher(folder), seconds / 4))
    with _bare_inserter() as insert:
        floor = _times(insert, seconds)
    append = _times(_appender(), seconds)
    together = _rate(_appender, seconds)
    figures = {
        "fdatasync_p50_ms": fdatasync,
        "floor_p50_ms": _p50(floor),
        "append_p50_ms": _p50(append),
        "append_over_floor_ms": _p50(append) - _p50(floor),
        "floor_one_caller_per_s": len(floor) / sum(floor),
        "append_32_callers_per_s": together,
    }
    passes = figures["append_over_floor_ms"] <= 1.0
    if connection.vendor == "postgresql":
        figures["bare_32_callers_per_s"] = bare = _rate_bare(seconds)
        figures["ratio_to_bare_32_callers"] = together / bare
        passes &= together >= 0.5 * bare
    else:
        figures["ratio_to_floor_one_caller"] = together / figures["floor_one_caller_per_s"]
        passes &= figures["ratio_to_floor_one_caller"] >= 5
    return figures | {"passes": passes}


def _set_up() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    from morrow.clinic import config
    from morrow.clinic.store import connections, keys

    keys.create(config.load(os.environ))
    os.environ["DJANGO_SETTINGS_MODULE"] = "morrow.clinic.settings"
    django.setup()
    with connections.writable(), connection.cursor() as cursor:
        call_command("migrate", verbosity=0)
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        cursor.execute("CREATE TABLE bench_floor (id integer PRIMARY KEY, row text NOT NULL)")
    connection.close()


def _appender() -> Callable[[], object]:
    """Return what appends one fact to a visit; the board's row follows each time."""
    from morrow.care.visit.facts.check_in import PatientArrived
    from morrow.care.visit.facts.monitoring import EventMarked
    from morrow.clinic import journal

    stream, version = "", 0

    def append() -> None:
        nonlocal stream, version
        if version in {0, FACTS_OF_A_VISIT}:
            stream, version = f"visit:{uuid4()}", 2
            begun = [_booking(), PatientArrived()]
            journal.append(stream, facts=begun, expected_version=0, stamp=_stamp())
        fact = EventMarked(event="nausea", note="after the second half, passed by itself")
        journal.append(stream, facts=[fact], expected_version=version, stamp=_stamp())
        version += 1

    return append


def _booking() -> Any:
    from morrow.care.visit.facts.planning import VisitBooked
    from morrow.care.visit.values import Product, Route

    return VisitBooked(
        patient=uuid4(),
        product=Product.KETAMINE,
        route=Route.IV,
        protocol="iv-ketamine",
        starts_at=datetime.now(UTC),
        minutes=120,
    )


def _stamp() -> Any:
    from morrow.clinic import journal

    return journal.Stamp(by=CLINIC, role="nurse", clinic=CLINIC, now=datetime.now(UTC))


def _row_size() -> int:
    """The size in bytes of a journal row as `_appender` makes it."""
    from morrow.clinic.store import entries

    _appender()()
    [entry] = list(entries.everything())[-1:]
    return sum(len(str(column)) for column in entry)


_ids = iter(range(1, 10**9))


@contextmanager
def _bare_inserter() -> Iterator[Callable[[], object]]:
    """Give what inserts one row in a transaction of its own, on a bare connection of the driver."""
    from django.db import connection

    from morrow.clinic.store import connections

    row = "x" * _row_size()
    own = connection.copy()
    with connections.writable():
        own.connect()
        bare: Any = own.connection
        mark = "%s" if own.vendor == "postgresql" else "?"
        begin = "BEGIN" if own.vendor == "postgresql" else "BEGIN IMMEDIATE"
        sql = f"INSERT INTO bench_floor VALUES ({mark}, {mark})"

        def insert() -> None:
            bare.execute(begin)
            bare.execute(sql, (next(_ids), row))
            bare.execute("COMMIT")

        yield insert
        own.close()


def _flusher(folder: Path) -> Callable[[], object]:
    handle = os.open(folder / "flush", os.O_CREAT | os.O_WRONLY)
    page = os.urandom(4096)

    def flush() -> None:
        os.write(handle, page)
        os.fdatasync(handle)

    return flush


def _times(act: Callable[[], object], seconds: float) -> list[float]:
    """Do it again and again; return how long each took, in s."""
    for _ in range(20):
        act()
    times = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        act()
        times.append(time.perf_counter() - start)
    return times


def _p50(times: list[float]) -> float:
    return statistics.median(times) * 1_000


def _rate(make: Callable[[], Callable[[], object]], seconds: float) -> float:
    """How often 32 callers together do it, for each second."""
    return _together([_loop(make()) for _ in range(CALLERS)], seconds)


def _rate_bare(seconds: float) -> float:
    def loop(until: float) -> int:
        with _bare_inserter() as insert:
            return _loop(insert)(until)

    return _together([loop] * CALLERS, seconds)


def _loop(act: Callable[[], object]) -> Callable[[float], int]:
    def loop(until: float) -> int:
        done = 0
        while time.perf_counter() < until:
            act()
            done += 1
        return done

    return loop


def _together(loops: list[Callable[[float], int]], seconds: float) -> float:
    counts: list[int] = []
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=lambda f=f: counts.append(f(until))) for f in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


if __name__ == "__main__":
    sys.exit(main())
