"""Acute effects: anchors, bands and what the papers say of their course.

Golden values: hand calculations from Ebert 1997 (Ki) and Olofsen 2022 (C50 0.51 nmol/mL), and the
published means at which effects are anchored.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.evidence import Refusal
from morrow.pharmacology import (
    Dose,
    Drug,
    Patient,
    Regimen,
    Route,
    acute_effects,
    infusion,
    models,
    sprays,
)
from morrow.pharmacology.biophase import potency, relative_drive
from morrow.pharmacology.effects import AcuteEffects, Effect

ADULT = Patient(weight_kg=70)
USUAL = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
VISIT = np.arange(0.0, 361.0, 5.0)


def effects(
    model: str = "assembled_racemic", regimen: Regimen = USUAL, patient: Patient = ADULT
) -> dict[str, Effect]:
    found = acute_effects(models.ALL[model], patient, regimen, VISIT)
    assert isinstance(found, AcuteEffects)
    return {effect.key: effect for effect in found.effects}


def test_potencies_are_ratios_of_affinities() -> None:
    """By hand from EBERT_1997: 0.3/1.4, 0.3/1.7 and 0.3/13."""
    ours = [potency(name) for name in ("S-ketamine", "R-ketamine", "S-norketamine")]
    assert ours == pytest.approx([1, 0.2142857, 0.1764706], rel=1e-6)
    assert potency("R-norketamine") == pytest.approx(0.0230769, rel=1e-5)


def test_the_relative_drive_of_a_known_mixture() -> None:
    """By hand: (0.48 + 0.2142857 x 0.49) / 0.51 = 1.147059; over one more, 0.534246."""
    mixture = {"S-ketamine": np.array([0.48]), "R-ketamine": np.array([0.49])}
    assert relative_drive(mixture) == pytest.approx([0.534246], rel=1e-5)


def test_the_drive_moves_with_the_scale_that_was_chosen() -> None:
    mixture = {"S-ketamine": np.array([0.5])}
    [small], [large] = (relative_drive(mixture, c50_nmol_per_ml=c50) for c50 in (0.38, 0.66))
    assert small > large
    drive = effects()["drive"]
    assert (drive.high - drive.low).max() > 0.1


def test_perception_is_half_at_the_end_of_a_usual_infusion() -> None:
    """The knowledge pages derive Ce/(Ce + C50) = 0.49 with another chain (0.48 nmol/mL)."""
    perception = effects()["perception"]
    assert perception.value is not None
    assert perception.value.max() == pytest.approx(49, abs=4)


@pytest.mark.parametrize("model", ["assembled_racemic", "otto_2021", "simons_2022"])
@pytest.mark.parametrize(("key", "mean"), [("sbp", 16.0), ("dbp", 11.0), ("cadss", 7.7)])
def test_the_usual_infusion_peaks_at_its_published_mean(model: str, key: str, mean: float) -> None:
    effect = effects(model)[key]
    assert effect.value is not None
    assert effect.value.max() == pytest.approx(mean, rel=0.02)
    assert 40 <= effect.peak_min[0] <= effect.peak_min[1] <= 60


def test_eighty_percent_of_patients_lie_in_the_band_of_the_pressure() -> None:
    """By hand: 16 -/+ 1.281552 x 11.2 mmHg."""
    sbp = effects()["sbp"]
    assert sbp.low.min() >= 0  # the low bound is 1.65 at its height, in proportion below
    assert sbp.high.max() == pytest.approx(16 + 1.281552 * 11.2, rel=0.02)


def test_pressure_is_back_within_the_hours_that_the_papers_say() -> None:
    """Esketamine: near baseline by about 1.5 h after iv, 4 h after the spray (label)."""
    iv = effects()["sbp"].end_min
    nasal = effects("perezruixo_2021", Regimen(drug=Drug.ESKETAMINE, doses=sprays(84)))["sbp"]
    assert iv is not None
    assert 90 <= iv[0] <= iv[1] <= 180
    assert nasal.end_min is not None
    assert 180 <= nasal.end_min[0] <= nasal.end_min[1] <= 300


def test_a_spray_peaks_at_the_labels_pressure() -> None:
    sbp = effects("perezruixo_2021", Regimen(drug=Drug.ESKETAMINE, doses=sprays(84)))["sbp"]
    assert sbp.value is not None
    assert sbp.value.max() == pytest.approx(8.0, rel=0.02)


def test_heart_rate_has_a_range_and_no_middle() -> None:
    rate = effects()["heart-rate"]
    assert rate.value is None
    assert (rate.low <= rate.high).all()


def test_sedation_is_told_after_racemate_only() -> None:
    assert "sedation" in effects()
    assert "sedation" not in effects(
        regimen=Regimen(drug=Drug.ESKETAMINE, doses=(infusion(amount_mg=14, over_min=40),))
    )


def test_a_pooled_model_tells_no_effects_and_says_which_would() -> None:
    refusal = acute_effects(models.ALL["kamp_2020_meta"], ADULT, USUAL, VISIT)
    assert isinstance(refusal, Refusal)
    assert refusal.rule == "PK5"
    assert "assembled_racemic" in refusal.remedy


def test_an_effect_that_is_not_over_has_no_end() -> None:
    short = acute_effects(models.ALL["assembled_racemic"], ADULT, USUAL, [0, 20, 40])
    assert isinstance(short, AcuteEffects)
    assert all(effect.end_min is None for effect in short.effects if effect.key != "sedation")


@given(mg=st.floats(5, 100), over=st.just(0.0) | st.floats(1 / 60, 120), kg=st.floats(45, 120))
def test_bands_hold_their_values_and_every_effect_says_how_sure_it_is(
    mg: float, over: float, kg: float
) -> None:
    regimen = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=mg, over_min=over),))
    for effect in effects(regimen=regimen, patient=Patient(weight_kg=kg)).values():
        assert effect.sure
        assert effect.band
        assert effect.sources
        assert (effect.low <= effect.high).all()
        if effect.value is not None:
            assert (effect.low - 1e-9 <= effect.value).all()
            assert (effect.value <= effect.high + 1e-9).all()


@given(mg=st.floats(5, 60))
def test_more_drug_has_more_effect(mg: float) -> None:
    less, more = (
        effects(regimen=Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=x, over_min=40),)))
        for x in (mg, 1.2 * mg)
    )
    for key in ("drive", "perception", "sbp", "cadss"):
        one, other = less[key].value, more[key].value
        assert one is not None
        assert other is not None
        assert other.max() > one.max()


def test_an_injection_peaks_early() -> None:
    injected = Regimen(drug=Drug.KETAMINE, doses=(Dose(route=Route.IM, at_min=0, amount_mg=35),))
    assert effects(regimen=injected)["cadss"].peak_min[1] <= 35
