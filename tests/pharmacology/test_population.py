"""Bands between patients, and the pictures that show them."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from morrow.cli import app
from morrow.evidence import Refusal
from morrow.pharmacology import Band, Drug, Patient, Regimen, infusion, models, simulate_band
from morrow.pharmacology.model import log_variance
from morrow.pharmacology.population import individuals
from tests.pharmacology.svg import words

ADULT = Patient(weight_kg=70)
ESKETAMINE = Regimen(drug=Drug.ESKETAMINE, doses=(infusion(amount_mg=10, over_min=30),))


def test_drawn_parameters_have_the_published_variances_and_covariance() -> None:
    """OTTO_2021 supplement: omega squared of V1 0.084177, of CL 0.026048, covariance 0.02261."""
    otto = models.ALL["otto_2021"]
    drawn = individuals(otto, ADULT, count=20_000, rng=np.random.default_rng(7))
    logs = np.log([[one["V1"], one["CL"]] for one in drawn])
    assert np.cov(logs.T) == pytest.approx(
        np.array([[0.084177, 0.02261], [0.02261, 0.026048]]), rel=0.05
    )
    typical = otto.typical(ADULT)
    assert np.exp(np.median(logs, axis=0)) == pytest.approx(
        [typical["V1"], typical["CL"]], rel=0.01
    )


def test_a_fraction_stays_a_fraction() -> None:
    nasal = models.ALL["perezruixo_2021"]
    drawn = individuals(nasal, ADULT, count=2_000, rng=np.random.default_rng(7))
    fractions = np.array([one["FRn"] for one in drawn])
    assert 0 < fractions.min() < fractions.max() < 1
    assert np.median(fractions) == pytest.approx(0.54, abs=0.02)


def test_a_coefficient_of_variation_becomes_the_variance_of_the_logarithm() -> None:
    """By hand: ln(1 + 0.615^2) = 0.3207, as the paper's Table 3 rounds it to 0.319."""
    assert log_variance(61.5) == pytest.approx(0.3207, abs=1e-4)


def test_the_same_seed_draws_the_same_band_and_it_holds_the_typical_curve() -> None:
    otto = models.ALL["otto_2021"]
    one, same, other = (
        simulate_band(otto, ADULT, ESKETAMINE, [10, 30, 120], patients=60, seed=seed)
        for seed in (1, 1, 2)
    )
    assert isinstance(one, Band)
    assert isinstance(same, Band)
    assert isinstance(other, Band)
    for compound, typical in one.trace.ng_per_ml.items():
        assert (one.low[compound] == same.low[compound]).all()
        assert (one.low[compound] != other.low[compound]).all()
        assert (one.low[compound] < typical).all()
        assert (typical < one.high[compound]).all()


def test_without_a_published_variation_there_is_no_band() -> None:
    usual = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
    refusal = simulate_band(models.ALL["domino_1984"], ADULT, usual, [0], patients=9, seed=1)
    assert isinstance(refusal, Refusal)
    assert "no variation between patients is published" in refusal.reason


def draw(path: Path, *more: str) -> str:
    """Draw with the command; what it says on the error stream."""
    command = ["simulate", "--model", "otto_2021", "--weight", "70", "--dose", "10mg"]
    command += ["--over", "30min", "--at", "0:120:10", "--plot", str(path)]
    result = CliRunner().invoke(app, [*command, *more])
    assert (result.exit_code == 0) == path.exists()
    return result.stderr


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
@pytest.mark.parametrize("more", [(), ("--effects",)])
def test_a_picture_is_drawn_and_is_the_same_again(
    suffix: str, more: tuple[str, ...], tmp_path: Path
) -> None:
    one, same = tmp_path / f"one.{suffix}", tmp_path / f"same.{suffix}"
    draw(one, *more)
    draw(same, *more)
    assert one.read_bytes() == same.read_bytes()


def test_a_picture_names_model_site_patients_and_dose(tmp_path: Path) -> None:
    path = tmp_path / "found.svg"
    draw(path)
    for said in ("Otto 2021", "venous plasma", "80 % of 200", "10 mg in 30 min", "hours"):
        assert said in words(path)


@pytest.mark.parametrize(
    ("name", "said"), [("a.gif", "must end with .png, .svg, .pdf"), ("no/a.png", "cannot be")]
)
def test_a_picture_that_cannot_be_drawn_says_why(name: str, said: str, tmp_path: Path) -> None:
    assert said in draw(tmp_path / name)
