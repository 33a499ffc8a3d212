"""Patients for each second of one core, against solvers of the same equations and against a floor.

usage: bench/pharmacology.py [--quick] [--json] [--numbalsoda PYTHON]

Every engine first has to agree, to 1e-5, with a reference that shares no code with any of them
(`tests/pharmacology/kernels_reference.py`, by matrix exponential, itself checked against Radau).
Then: CPU seconds, the best of several runs, from individual parameters to curves.  Peers run in
processes of their own: libRoadRunner and SciPy from this environment, numbalsoda from an
interpreter that has it (it is built from source).  No ratio is taken against less than 600 patients
a core-second, what numbalsoda and mrgsolve reach on R1.  Exits 3 if a figure is missed:

    R1, compiled >= 300 x, numpy >= 60 x the fastest peer; compiled >= 40 % of the floor
    racemate, compiled >= 100 x the fastest peer
    a million patients with quantiles <= 5 s on two cores, under 500 MiB; cost linear within 15 %
    one patient from eight samples: <= 1 ms compiled, <= 10 ms numpy
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is one core
ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer patients and repeats")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--numbalsoda", metavar="PYTHON", help="an interpreter that has it")
    arguments = parser.parse_args()
    from bench.pharmacology_floor import machine
    from bench.pharmacology_measure import figures

    with tempfile.TemporaryDirectory(prefix="morrow-bench-") as folder:
        facts = machine()
        found = figures(Path(folder), quick=arguments.quick, numbalsoda=arguments.numbalsoda)
    goals = {name: holds(name, value) for name, value in found.items()}
    if arguments.json:
        print(json.dumps(facts | found | {"passes": None not in goals and all(goals.values())}))
    else:
        for name, fact in facts.items():
            print(f"{name:44} {fact}")
        for name, value in found.items():
            print(f"{name:44} {value:>14,.4g}{'' if goals[name] else '   MISSED'}")
    return 0 if all(goals.values()) else 3


AT_LEAST: Final = {
    "R1 compiled / fastest peer": 300.0,
    "R1 numpy / fastest peer": 60.0,
    "R1 compiled / floor": 0.40,
    "racemate compiled / fastest peer": 100.0,
    "cost of one among 1e6 / among 1e3": 0.85,
}
AT_MOST: Final = {
    "a million, wall s": 5.0,
    "a million, peak MiB": 500.0,
    "cost of one among 1e6 / among 1e3": 1.15,
    "one patient fitted, compiled ms": 1.0,
    "one patient fitted, numpy ms": 10.0,
}


def holds(name: str, value: Any) -> bool:
    """Whether a figure reaches its goal; one without a goal does."""
    if name.endswith("worst error"):
        return bool(value < 1e-5)
    return bool(AT_LEAST.get(name, -1.0) <= value <= AT_MOST.get(name, float("inf")))


if __name__ == "__main__":
    sys.exit(main())
