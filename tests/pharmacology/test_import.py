"""Importing the package brings no engine: a web server that never asks for a curve pays for none.

How long it takes is measured by `bench/pharmacology_start.py`, not here.
"""

import subprocess
import sys

import pytest

LOADED = "import sys; print(*sorted({'numpy', 'scipy', 'numba', 'matplotlib'} & set(sys.modules)))"
CURVE = """
regimen = m.Regimen(drug=m.Drug.KETAMINE, doses=(m.infusion(amount_mg=35, over_min=40),))
m.simulate(m.models.ALL['kamp_2020_meta'], m.Patient(weight_kg=70), regimen, at=[0, 40])
"""


def loaded(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{LOADED}"], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "program",
    [
        "import morrow.pharmacology",
        "import morrow.pharmacology.models as m; m.ALL['kamp_2020_meta'].routes",
        "import morrow.pharmacology as m; m.Patient(weight_kg=70); m.sprays(56)",
        "import morrow.cli",
    ],
)
def test_no_engine_is_imported_before_it_is_used(program: str) -> None:
    assert loaded(program) == set()


def test_a_curve_brings_numpy_and_scipy_but_no_compiler() -> None:
    assert loaded(f"import morrow.pharmacology as m{CURVE}") == {"numpy", "scipy"}
