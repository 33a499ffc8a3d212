"""What this machine is, and the least that R1 can cost on it.

The floor counts what the algorithm cannot do without: an exponential for each mode and offset, and
a logarithm, two exponentials, two divisions and some multiply-adds for each look at the drive.  It
prices them at what numpy's own vector functions take here, in this process.
"""

import importlib
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np

SIZE = 4096  # doubles: three arrays of them stay in the first two caches
MULTIPLY_ADDS = 13  # for each look at the drive: three or four modes, the filters, the powers


def machine() -> dict[str, str]:
    import numba
    import scipy

    has = importlib.import_module("numpy._core._multiarray_umath").__cpu_features__

    model = [line for line in _cpu() if line.startswith("model name")]
    family = next((name for name in ("AVX512_SKX", "AVX2", "SSE42", "ASIMD") if has.get(name)), "?")
    return {
        "processor": (model[0].partition(":")[2].strip() if model else platform.processor()),
        "widest instruction set that numpy uses": family,
        "versions": f"Python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, numba {numba.__version__}",
    }


def _cpu() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8").splitlines() if path.exists() else []


def nanoseconds() -> dict[str, float]:
    """For each double: exp, log, divide and multiply-add, the best of many."""
    x = np.random.default_rng(0).uniform(0.5, 2.0, SIZE)
    y, out = x + 1.0, np.empty(SIZE)
    calls = {
        "exp": lambda: np.exp(x, out=out),
        "log": lambda: np.log(x, out=out),
        "divide": lambda: np.divide(x, y, out=out),
        "multiply": lambda: np.multiply(x, y, out=out),
    }
    return {name: _best(call) / SIZE * 1e9 for name, call in calls.items()} | {"fma": _fma()}


def _fma() -> float:
    """A multiply-add at the rate of the matrix product, which is what fills both pipes."""
    a = np.random.default_rng(0).normal(size=(512, 512))
    return _best(lambda: a @ a, calls=1) / 512**3 * 1e9


def _best(call: Any, calls: int = 200, repeats: int = 15) -> float:
    found = []
    for _ in range(repeats):
        began = time.process_time()
        for _ in range(calls):
            call()
        found.append((time.process_time() - began) / calls)
    return min(found)


def floor_of_r1(exponentials: float, looks: float) -> tuple[float, dict[str, float]]:
    """Patients for each core-second, and the prices."""
    price = nanoseconds()
    total = (exponentials + 2 * looks) * price["exp"] + looks * price["log"]
    total += looks * price["divide"] + (MULTIPLY_ADDS * looks + exponentials) * price["fma"]
    return 1e9 / total, price
