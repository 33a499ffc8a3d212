"""One ODE solver over one of the reference problems, in a process of its own.

usage: bench/pharmacology_peers.py PEER RTOL INPUT.npz OUTPUT.npz

INPUT holds the equations as a list of terms `d state[row] / dt += value * state[column]`, the same
for every patient but for the values; OUTPUT gets the curves and CPU seconds.  Nothing of Morrow is
imported, so that any interpreter which has the peer can run it.  Peers: `numbalsoda` (LSODA, the
right-hand side and the loop over patients compiled), `roadrunner` (CVODE, compiled by LLVM) and
`scipy` (LSODA, right-hand side in numpy).
"""

import importlib
import re
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

ATOL_OVER_RTOL = 1e-3
NOW, LATER = True, False  # when roadrunner compiles what was added


def main() -> int:
    name, rtol, source, target = sys.argv[1:]
    task = dict(np.load(source))
    run = {"numbalsoda": by_numbalsoda, "roadrunner": by_roadrunner, "scipy": by_scipy}[name](task)
    run(task, float(rtol), 1)  # compiled and warm
    times = []
    for _ in range(3):
        began = time.process_time()
        states = run(task, float(rtol), len(task["values"]))
        times.append(time.process_time() - began)
    np.savez(target, states=states, seconds=min(times))
    return 0


def stops(task: dict[str, Any]) -> list[tuple[float, float, float, list[float]]]:
    """(start, end, rate, times to report) between two changes of rate."""
    start, stop = task["start"], task["start"] + task["duration"]
    looks, last = task["looks"], task["looks"][-1]
    edges = sorted({0.0, last} | {t for t in (*start, *stop) if t < last})
    found = []
    for low, high in pairwise(edges):
        on = (start <= low) & (low < stop)
        rate = float((task["amount"] / task["duration"])[on].sum())
        inside = [t for t in looks if low < t <= high]
        found.append((low, high, rate, inside))
    return found


def drive(task: dict[str, Any]) -> tuple[str, str]:
    """The drive u, and the Z that it needs, as expressions of x."""
    base = len(task["rows"]) + 2 * int(task["filters"]) + len(task["driving"])
    e = [f"p[{base + i}]" for i in range(4)]
    if int(task["drive"]) == 0:
        share = f"(1.0 + ({e[0]} / max(x, 1e-12)) ** {e[1]})"
        return f"{e[3]} * Z * exp(1.0 - Z)", f"1.0 / ({e[2]} * {share})"
    return f"x / ({e[0]} + x)", "0.0"


def slopes(task: dict[str, Any], state: str, value: str) -> list[str]:
    """The right-hand side as text: one expression for each state, then for each filter."""
    count, filters = int(task["states"]), int(task["filters"])
    terms: list[list[str]] = [[] for _ in range(count + filters)]
    for k, (row, column) in enumerate(zip(task["rows"], task["columns"], strict=True)):
        terms[row].append(f"{value}[{k}] * {state}[{column}]")
    for row, share in enumerate(task["dose_to"]):
        if share:
            terms[row].append(f"{float(share)!r} * rate")
    base = len(task["rows"])
    for f in range(filters):
        into = "u" if f == 0 else f"{state}[{count + f - 1}]"
        terms[count + f] += [
            f"{value}[{base + f}] * {into}",
            f"-{value}[{base + filters + f}] * {state}[{count + f}]",
        ]
    return [" + ".join(each) or "0.0" for each in terms]


def index(task: dict[str, Any], state: str, value: str) -> str:
    base = len(task["rows"]) + 2 * int(task["filters"])
    return " + ".join(f"{value}[{base + i}] * {state}[{c}]" for i, c in enumerate(task["driving"]))


def right_hand_side(task: dict[str, Any]) -> str:
    """Source of `rhs(t, y, dy, p)`; p holds the values, and the rate last."""
    effect, z = drive(task)
    body = [f"rate = p[{task['values'].shape[1]}]", f"x = {index(task, 'y', 'p')}"]
    body += [f"Z = {z}", f"u = {effect}"]
    body += [f"dy[{i}] = {slope}" for i, slope in enumerate(slopes(task, "y", "p"))]
    return "def rhs(t, y, dy, p):\n    " + "\n    ".join(body) + "\n"


Run = Callable[[dict[str, Any], float, int], np.ndarray]


def by_numbalsoda(task: dict[str, Any]) -> Run:
    import numba

    # Not among our packages: it is built from source, in an environment of its own.
    numbalsoda = importlib.import_module("numbalsoda")
    lsoda = numbalsoda.lsoda
    names: dict[str, Any] = {"exp": np.exp}
    exec(right_hand_side(task), names)
    function = numba.cfunc(numbalsoda.lsoda_sig)(names["rhs"])
    address, width = function.address, int(task["states"]) + int(task["filters"])

    def patients(
        p: Any, lows: Any, rates: Any, counts: Any, times: Any, tolerances: Any, out: Any
    ) -> None:
        for i in range(len(out)):
            y, place = np.zeros(width), 0
            for s in range(len(lows)):
                p[i, -1] = rates[s]
                until = place + counts[s]
                at = np.concatenate((np.array([lows[s]]), times[place:until]))
                found, _ = lsoda(address, y, at, p[i], tolerances[0], tolerances[1], 1000000)
                out[i, place:until] = found[1:]
                y, place = found[-1].copy(), until

    compiled: Any = numba.njit(patients)

    def run(task: dict[str, Any], rtol: float, n: int) -> np.ndarray:
        spans = [(low, rate, sorted({*at, high})) for low, high, rate, at in stops(task)]
        times = np.array([t for span in spans for t in span[2]])
        p = np.hstack([task["values"][:n], np.zeros((n, 1))])
        out = np.empty((n, len(times), width))
        lows, rates = (np.array([span[k] for span in spans]) for k in (0, 1))
        counts = np.array([len(span[2]) for span in spans])
        compiled(p, lows, rates, counts, times, (rtol, rtol * ATOL_OVER_RTOL), out)
        return out[:, np.searchsorted(times, task["looks"])]

    return run


def by_scipy(task: dict[str, Any]) -> Run:
    from scipy.integrate import solve_ivp

    names: dict[str, Any] = {"exp": np.exp}
    exec(right_hand_side(task), names)
    rhs, width = names["rhs"], int(task["states"]) + int(task["filters"])

    def run(task: dict[str, Any], rtol: float, n: int) -> np.ndarray:
        out = np.empty((n, len(task["looks"]), width))
        for i in range(n):
            y, place = np.zeros(width), 0
            for low, high, rate, at in stops(task):
                p = [*task["values"][i].tolist(), rate]

                def slope(t: float, y: np.ndarray, p: list[float] = p) -> np.ndarray:
                    dy = np.empty(width)
                    rhs(t, y.tolist(), dy, p)
                    return dy

                look = sorted({*at, high})
                atol = rtol * ATOL_OVER_RTOL
                found = solve_ivp(slope, (low, high), y, "LSODA", look, rtol=rtol, atol=atol).y.T
                out[i, place : place + len(at)] = found[: len(at)]
                y, place = found[-1], place + len(at)
        return out

    return run


def by_roadrunner(task: dict[str, Any]) -> Run:
    import roadrunner

    width = int(task["states"]) + int(task["filters"])
    model = roadrunner.RoadRunner()
    for k in range(task["values"].shape[1]):
        model.addParameter(f"p{k}", 1.0, LATER)
    model.addParameter("rate", 0.0, LATER)
    for i in range(width):
        model.addParameter(f"y{i}", 0.0, LATER)
    effect, z = drive(task)
    for name, rule in (("x", index(task, "y", "p")), ("Z", z), ("u", effect)):
        model.addParameter(name, 0.0, LATER)
        model.addAssignmentRule(name, infix(rule), LATER)
    for i, slope in enumerate(slopes(task, "y", "p")):
        model.addRateRule(f"y{i}", infix(slope), NOW if i == width - 1 else LATER)
    model.timeCourseSelections = [f"y{i}" for i in range(width)]

    def run(task: dict[str, Any], rtol: float, n: int) -> np.ndarray:
        model.integrator.relative_tolerance = rtol
        out = np.empty((n, len(task["looks"]), width))
        for i in range(n):
            model.reset()
            for k, value in enumerate(task["values"][i]):
                model[f"p{k}"] = value
            place = 0
            for low, high, rate, at in stops(task):
                model["rate"] = rate
                # CVODE's scalar tolerance is scaled by the state at each call: a list is not.
                model.integrator.absolute_tolerance = [rtol * ATOL_OVER_RTOL] * width
                found = np.asarray(model.simulate(times=[low, *sorted({*at, high})]))
                out[i, place : place + len(at)] = found[1 : 1 + len(at)]
                place += len(at)
        return out

    return run


def infix(text: str) -> str:
    """The same expression in SBML's infix notation: y[3] becomes y3."""
    text = text.replace("max(x, 1e-12)", "piecewise(x, x > 1e-12, 1e-12)").replace("**", "^")
    return re.sub(r"([yp])\[(\d+)\]", r"\1\2", text)


if __name__ == "__main__":
    sys.exit(main())
