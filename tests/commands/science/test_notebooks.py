"""The notebooks run from the first cell to the last, and show what their text says."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.repository.sources import ROOT

FOLDER = ROOT / "docs" / "notebooks"
MOST_LINES = 300


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Every name that the cells of the notebook define."""
    spec = importlib.util.spec_from_file_location("notebook", FOLDER / "from_dose_to_mood.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, names = module.app.run()
    return dict(names)


def test_each_model_meets_its_own_site_better(found: dict[str, Any]) -> None:
    missed = {key: abs(np.log(ratio)) for key, ratio in found["ratios"].items()}
    for study, own, other in (
        ("Kamp_2020_BJA", "kamp_2020_meta", "otto_2021"),
        ("Otto_2021_CHDR1311", "otto_2021", "kamp_2020_meta"),
    ):
        assert missed[own, study] < missed[other, study]


def test_the_scale_of_the_drive_cancels_in_the_latent_state(found: dict[str, Any]) -> None:
    """But for the first hours after a dose."""
    low, middle, high = found["latent"].values()
    assert np.allclose(low, high, rtol=0.02, atol=0.05)
    assert 4 < middle.max() < 6


def test_bands_lie_around_the_typical_curve(found: dict[str, Any]) -> None:
    band = found["band"]
    typical = band.trace.ng_per_ml["S-ketamine"]
    assert (band.low["S-ketamine"] <= typical).mean() > 0.9
    assert (band.high["S-ketamine"] >= typical).mean() > 0.9
    assert found["percentiles"].shape == (3, 4)
    assert found["percentiles"][1, 1] == pytest.approx(253, rel=0.05)  # Kamp's typical, at 40 min
    assert not len(found["curves"].refused)


def test_every_question_is_answered_and_the_patient_forecast(found: dict[str, Any]) -> None:
    assert all(row["value"] for row in found["answers"])
    assert found["ahead"].score.shape == (len(found["ahead"].days), 5)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_a_notebook_is_small_and_reachable(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert f"](notebooks/{path.name})" in (ROOT / "docs" / "README.md").read_text("utf-8")
    assert path.name == "from_dose_to_mood.py", "a notebook that no test runs"
