"""What it costs a program to begin with the pharmacology: to import it, and to have a first curve.

usage: bench/pharmacology_start.py [--repeats N] [--json]

Each figure is the best of N fresh processes, after one that is not counted: byte code and the
compiled kernels are then in their caches.  Seconds of an import and of a curve are counted inside
the process; `cold start` is the whole process, from its start to its end.  Memory is what the
process held at its peak.  A web server imports the package and may never ask for a curve, so that
an import must bring no engine.  Exits 3 if a figure is missed:

    import morrow.pharmacology       < 0.3 s, < 60 MiB, none of numpy, scipy and numba
    import morrow.cli                none of them
    first curve after a cold start   < 2 s
    first curve of 1,000 patients on the compiled tier, from a cold start   printed
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
ENGINE: Final = ("numpy", "scipy", "numba")
AFTER: Final = f"""
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
print(json.dumps([seconds, peak, sum(name in sys.modules for name in {ENGINE!r})]))
"""
BEFORE: Final = "import json, resource, sys, time\nbegan = time.perf_counter()\n"
CURVE: Final = """
from morrow.pharmacology import Drug, Patient, Regimen, infusion, models, simulate
regimen = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
simulate(models.ALL["kamp_2020_meta"], Patient(weight_kg=70), regimen, at=range(0, 240, 5))
"""
MANY: Final = """
from morrow.pharmacology import fast
from tests.pharmacology.kernels_problems import course_r1
fast.simulate(course_r1(1000)[0], tier=fast.Tier.NUMBA)
"""
PROGRAMS: Final = {
    "nothing": "",
    "import": "import morrow.pharmacology",
    "import of the command line": "import morrow.cli",
    "first curve": CURVE,
    "first 1,000 patients, compiled": MANY,
}
AT_MOST: Final = {
    "import, s": 0.3,
    "import, peak MiB": 60.0,
    "import, parts of the engine": 0.0,
    "import of the command line, parts of the engine": 0.0,
    "first curve, cold start s": 2.0,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found: dict[str, float] = {}
    for name, program in PROGRAMS.items():
        found |= measure(name, program, arguments.repeats)
    missed = [name for name, most in AT_MOST.items() if found[name] > most]
    if arguments.json:
        print(json.dumps(found | {"passes": not missed}))
    else:
        for name, value in found.items():
            print(f"{name:52} {value:>9.3f}{'   MISSED' if name in missed else ''}")
    return 3 if missed else 0


def measure(name: str, program: str, repeats: int) -> dict[str, float]:
    """Seconds inside, seconds of the whole process, its peak, and what of the engine it imported."""
    runs = [run(program) for _ in range(repeats + 1)][1:]
    inside, whole, peak, engine = (min(each) for each in zip(*runs, strict=True))
    return {
        f"{name}, s": inside,
        f"{name}, cold start s": whole,
        f"{name}, peak MiB": peak,
        f"{name}, parts of the engine": engine,
    }


def run(program: str) -> tuple[float, float, float, float]:
    environment = os.environ | {
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
    }
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + program + AFTER],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    whole = time.perf_counter() - began
    inside, peak, engine = json.loads(done.stdout)
    return inside, whole, peak, engine


if __name__ == "__main__":
    sys.exit(main())
