"""What the screens cost: charting over HTTP, the board, and the visit view, as ratios.

usage: bench/screens.py [--dir FOLDER] [--sets N] [--json]

The synthetic clinic is served by the real program in a process of its own.  Each figure stands
beside something simpler that ran in the same minutes on the same disk.  Exits 3 if one is missed:

    charting a set over HTTP, 1 and 8 clients    p95 <= 3 x a bare view that inserts one row
    the board of 200 visits                      p50 <= 1.5 x its template over a plain list
    the view of a visit with 500 facts           p50 <= 3 x reading its 500 rows as facts
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
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import requests

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
PORT: Final = 8571
URL: Final = f"http://127.0.0.1:{PORT}"
BOARD: Final = 200
FACTS: Final = 500
TURNS: Final = 6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dir", type=Path, help="the folder whose disk is measured")
    parser.add_argument("--sets", type=int, default=60, help="sets that each client charts")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.dir or ROOT, prefix=".bench-") as folder:
        _environment(folder)
        filled = _fill()
        figures = {"fdatasync_p50_ms": _fdatasync(Path(folder)), **_screens(filled)}
        figures |= _charting(filled, arguments.sets)
    return _tell(figures, as_json=arguments.json)


def _environment(folder: str) -> None:
    os.environ |= {
        "MORROW_DATA_DIR": folder,
        "MORROW_DEMO": "1",
        "MORROW_HTTP_PORT": str(PORT),
        "MORROW_MLLP_PORT": str(PORT + 1),
        "DJANGO_SETTINGS_MODULE": "serving.settings",
        "PYTHONPATH": str(HERE),
    }
    sys.path.insert(0, str(HERE))


def _fill() -> Any:
    """The synthetic clinic of the demo, and the table of the bare view."""
    import django
    from django.core.management import call_command
    from django.db import connection

    from morrow.clinic import config
    from morrow.clinic.store import connections, keys

    keys.create(config.load(os.environ))
    django.setup()
    with connections.writable(), connection.cursor() as cursor:
        call_command("migrate", verbosity=0)
        cursor.execute("CREATE TABLE bench_bare (id integer PRIMARY KEY, row text NOT NULL)")
    connection.close()
    from morrow.demo.clinic import zones
    from morrow.demo.clinic.fill import fill

    now = datetime.now(UTC)
    return fill(now=now, zone_name=zones.zone_for(now, zones.of_this_machine()), seed=1)


def _screens(filled: Any) -> dict[str, float]:
    """The board and the visit view, in this process."""
    from django.template.loader import render_to_string

    from morrow.clinic.store import writer
    from morrow.clinic.visits import day
    from morrow.clinic.visits.board import board

    _more_visits(filled)
    now = datetime.now(UTC)

    def context() -> dict[str, Any]:
        found = board(filled.clinic, now)
        may = dict.fromkeys(("open", "register", "no_show", "move", "cancel"), True)
        return {"board": found, "strip": day.strip(found), "may": may, "opening": None}

    plain = context()
    template = "visits/board_cards.html"
    alone = _p50(lambda: render_to_string(template, plain), 40)
    whole = _p50(lambda: render_to_string(template, context()), 40)
    view, rows = _view_of_many(filled)
    writer.close()
    return {
        "board_visits": float(len(plain["board"].cards)),
        "board_ms": whole,
        "board_template_ms": alone,
        "board_ratio": whole / alone,
        "view_ms": view,
        "view_rows_ms": rows,
        "view_ratio": view / rows,
    }


def _more_visits(filled: Any) -> None:
    """Rows of today, until the board has 200: copies of those that the day has."""
    from morrow.clinic.store.writer import write
    from morrow.clinic.visits.models import Visit

    rows = list(Visit.objects.filter(clinic_id=filled.clinic, id__in=filled.visits.values()))

    def unit() -> None:
        for number in range(BOARD - len(rows)):
            row = rows[number % len(rows)]
            row.pk = uuid4()
            row.chair_id = None
            row.save(force_insert=True)

    write(unit)


def _view_of_many(filled: Any) -> tuple[float, float]:
    """ms of the view of a visit with 500 facts, and of reading them as facts."""
    from decimal import Decimal

    from morrow.care.visit.case import Case
    from morrow.care.visit.facts.monitoring import EventMarked, SetCharted
    from morrow.care.visit.values import Parameter, Reading
    from morrow.care.visit.view import visit_view
    from morrow.clinic import journal
    from morrow.clinic.visits import queries
    from morrow.clinic.visits.models import Visit

    row = Visit.objects.get(id=filled.visits["Alder"])
    stream, now = f"visit:{row.id}", datetime.now(UTC)
    stamp = journal.Stamp(by=row.nurse, role="nurse", clinic=str(row.clinic_id), now=now)
    values = {"sbp": 128, "dbp": 80, "hr": 72, "spo2": 97, "rr": 14, "arousal": 0}
    one_set = SetCharted(
        readings=tuple(
            Reading(parameter=Parameter(name), value=Decimal(value))
            for name, value in values.items()
        )
    )
    while (have := len(journal.read(stream))) < FACTS:
        facts = [one_set, EventMarked(event="nausea")] * max(1, (FACTS - have) // 4)
        journal.append(stream, facts=facts[: FACTS - have], expected_version=None, stamp=stamp)
    case: Case = queries.case_of(row, now)
    shown = _p50(lambda: json.dumps(visit_view(Case(case.state, case.know, now))), 40)
    return shown, _p50(lambda: journal.read(stream), 40)


def _charting(filled: Any, sets: int) -> dict[str, float]:
    """p95 of charting and of the bare view, over HTTP, at 1 and 8 clients."""
    program = [sys.executable, "-m", "uvicorn", "morrow.clinic.asgi:application"]
    server = subprocess.Popen([*program, "--port", str(PORT), "--log-level", "warning"])
    try:
        _wait()
        figures: dict[str, float] = {}
        for clients in (1, 8):
            bare, charting = _by_turns([_bare()] * clients, _charters(filled, clients), sets=sets)
            figures[f"bare_view_p95_ms_{clients}"] = bare
            figures[f"charting_p95_ms_{clients}"] = charting
            figures[f"charting_ratio_{clients}"] = charting / bare
        return figures
    finally:
        server.terminate()
        server.wait(20)


def _by_turns(
    bare: list[Callable[[], None]], charting: list[Callable[[], None]], *, sets: int
) -> tuple[float, float]:
    """p95 of each, in ms, measured by turns: what else the machine does meets both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for acts, found in zip((bare, charting), times, strict=True):
            found.extend(_together(acts, sets // TURNS))
    return _p95(times[0]), _p95(times[1])


def _wait() -> None:
    for _ in range(200):
        try:
            if requests.get(f"{URL}/sign-in/", timeout=10).ok:
                return
        except requests.ConnectionError:
            pass  # not up yet
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def _bare() -> Callable[[], None]:
    session = requests.Session()

    def insert() -> None:
        answer = session.post(f"{URL}/bare/", timeout=10)
        assert answer.status_code == 204, answer.status_code

    return insert


CHARTED: Final = ("Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Oak")
NURSES: Final = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")


def _charters(filled: Any, clients: int) -> list[Callable[[], None]]:
    """A signed-in nurse each, who charts a set into a running visit of their own."""
    pairs = zip(NURSES[:clients], CHARTED[:clients], strict=True)
    return [_charter(f"nurse-{nurse}", filled.visits[name]) for nurse, name in pairs]


def _charter(username: str, visit: UUID) -> Callable[[], None]:
    session = requests.Session()
    page = session.get(f"{URL}/sign-in/", timeout=10)
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    entry = {"username": username, "password": "synthetic clinic", "csrfmiddlewaretoken": token}
    session.post(f"{URL}/sign-in/", entry, timeout=10, headers={"Referer": f"{URL}/"})
    opened = session.get(f"{URL}/visits/{visit}/", timeout=10)
    assert opened.status_code == 200, (username, opened.status_code)
    view = json.loads(opened.text.split('id="view" type="application/json">')[1].split("<")[0])
    headers = {
        "X-CSRFToken": session.cookies["morrow-csrf"],
        "X-Morrow-Opening": view["opening"],  # as the page does: a live screen is one opening
        "Referer": f"{URL}/",
    }
    body = {"bp": "128/80", "hr": "72", "spo2": "97", "rr": "14", "arousal": "awake"}

    def chart() -> None:
        answer = session.post(
            f"{URL}/visits/{visit}/acts/SetCharted/",
            json={"id": str(uuid4()), "body": body},
            headers=headers,
            timeout=10,
        )
        assert answer.status_code == 200, answer.text[:300]

    return chart


def _together(acts: list[Callable[[], None]], each: int) -> list[float]:
    """Every act `each` times, in a thread of its own; how long each took, in s."""
    times: list[float] = []
    lock = threading.Lock()

    def run(act: Callable[[], None]) -> None:
        act()
        own = []
        for _ in range(each):
            start = time.perf_counter()
            act()
            own.append(time.perf_counter() - start)
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == each * len(acts), "a client failed"
    return times


def _fdatasync(folder: Path) -> float:
    handle = os.open(folder / "flush", os.O_CREAT | os.O_WRONLY)

    def flush() -> None:
        os.write(handle, bytes(4096))
        os.fdatasync(handle)

    return _p50(flush, 100)


def _p50(act: Callable[[], object], times: int) -> float:
    act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000


LIMITS: Final = {
    "charting_ratio_1": 3.0,
    "charting_ratio_8": 3.0,
    "board_ratio": 1.5,
    "view_ratio": 3.0,
}


def _tell(figures: dict[str, float], *, as_json: bool) -> int:
    missed = [name for name, most in LIMITS.items() if figures[name] > most]
    if as_json:
        print(json.dumps(figures | {"missed": missed}))
    else:
        for name, value in figures.items():
            mark = "  MISSED" if name in missed else ""
            print(f"{name:28} {value:10.3f}{mark}")
    return 3 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
