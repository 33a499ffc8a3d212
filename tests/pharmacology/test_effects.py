"""Acute effects: anchors, bands and what the papers say of their course.

Golden values: hand calculations from Ebert 1997 (Ki) and Olofsen 2022 (C50 0.51 nmol/mL), and the
published means at which effects are anchored.
"""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.evidence import Refusal
from morrow.pharmacology import (
    Dose,
    Drug,
    Model,
    Patient,
    Regimen,
    Route,
    acute_effects,
    infusion,
    models,
    sprays,
)
from morrow.pharmacology.biophase import potency, relative_drive
from morrow.pharmacology.effect_limits import every_minute
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


CHAIN = models.ALL["assembled_racemic"]


def infused(mg: float) -> Regimen:
    return Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=mg, over_min=40),))


def told(regimen: Regimen, at: Sequence[float], model: Model = CHAIN) -> AcuteEffects:
    found = acute_effects(model, ADULT, regimen, at)
    assert isinstance(found, AcuteEffects), found
    return found


def test_peak_and_end_are_the_same_whatever_times_are_asked() -> None:
    """By the curve: S-ketamine peaks a minute or two after the end of the infusion, at 40 min."""
    wide, narrow, late = (told(USUAL, at).effects for at in (range(0, 61, 10), [5], [0, 9e4]))
    for one, other, third in zip(wide, narrow, late, strict=True):
        assert one.peak_min == other.peak_min == third.peak_min
        assert one.end_min == other.end_min == third.end_min
    sbp = next(each for each in wide if each.key == "sbp")
    assert 40 < sbp.peak_min[0] < sbp.peak_min[1] < 45
    assert sbp.end_min is not None
    assert sbp.end_min[0] % 10


def test_the_peak_and_end_of_a_course_are_those_of_its_last_visit() -> None:
    once, course = told(USUAL, [0]), told(USUAL.repeated([0, 2, 4]), [0])
    for one, last in zip(once.effects, course.effects, strict=True):
        if one.key in {"sbp", "cadss"}:
            assert last.peak_min == pytest.approx([4 * 1440 + t for t in one.peak_min], abs=1)


def test_an_effect_that_does_not_fall_within_a_day_has_no_end() -> None:
    found = told(infused(35_000), [0], CHAIN.extrapolated())
    ends = {each.key: each.end_min for each in found.effects}
    assert ends["drive"] is None
    assert ends["sbp"] is not None


@pytest.mark.parametrize(("mg", "is_told"), [(35, True), (70, True), (87, True), (88, False)])
def test_effects_are_told_up_to_two_and_a_half_times_where_they_were_measured(
    mg: float, is_told: bool
) -> None:
    """Linear kinetics: 2.5 times the anchor's 35 mg is 87.5 mg."""
    found = acute_effects(CHAIN, ADULT, infused(mg), VISIT)
    assert isinstance(found, AcuteEffects) == is_told
    if isinstance(found, Refusal):
        assert found.rule == "PK7"
        assert "at most 87.4 mg" in found.remedy or "at most 87.5 mg" in found.remedy
        wide = told(infused(mg), [0, 40], CHAIN.extrapolated())
        assert wide.trace.extrapolated
        assert "2.5 times" in wide.trace.notes[0]


def test_an_early_dose_of_a_course_is_looked_at_too() -> None:
    doses = (infusion(amount_mg=140, over_min=40), infusion(amount_mg=10, over_min=40, at_min=2880))
    found = acute_effects(CHAIN, ADULT, Regimen(drug=Drug.KETAMINE, doses=doses), [2890])
    assert isinstance(found, Refusal)
    assert "% of each of these doses" in found.remedy


def test_no_rating_passes_the_top_of_its_scale_and_it_says_so_there() -> None:
    """23 items of 0 to 4: 92 points."""
    found = {each.key: each for each in told(infused(3500), [0, 40], CHAIN.extrapolated()).effects}
    rating = found["cadss"]
    assert rating.value is not None
    assert rating.value.max() == rating.high.max() == 92
    assert "reaches the top of the scale (92)" in rating.sure
    assert "top of the scale" not in effects()["cadss"].sure


@pytest.mark.parametrize("model", ["otto_2021", "simons_2022", "perezruixo_2021"])
def test_what_is_not_told_is_said(model: str) -> None:
    found = told(USUAL, [0], models.ALL[model])
    assert "sedation" not in {each.key for each in found.effects}
    [sentence] = found.untold
    assert sentence.startswith(f"loss of arousal: not told for {model}")
    assert "tells no R-ketamine" in sentence
    assert not told(USUAL, [0]).untold


def test_days_later_there_is_no_effect_and_no_nan() -> None:
    for each in told(USUAL, range(0, 20_001, 10)).effects:
        assert np.isfinite(each.low).all()
        assert abs(each.high[-1]) < 1e-3


def test_after_a_spray_the_labels_share_of_sedated_patients_stands_in() -> None:
    spray = Regimen(drug=Drug.ESKETAMINE, doses=sprays(84))
    said = " ".join(told(spray, [0], models.ALL["perezruixo_2021"]).untold)
    assert "none of esketamine alone" in said
    assert "50 and 61 %" in said
    assert "[seen-2]" in said


def test_ten_thousand_doses_are_looked_at_at_a_bounded_number_of_minutes() -> None:
    doses = [infusion(amount_mg=1, over_min=0, at_min=day * 1440) for day in range(10_000)]
    assert len(every_minute(doses)) < 50_000


@given(mg=st.floats(5, 100), over=st.just(0.0) | st.floats(1 / 60, 120), kg=st.floats(45, 120))
def test_bands_hold_their_values_and_every_effect_says_how_sure_it_is(
    mg: float, over: float, kg: float
) -> None:
    regimen = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=mg, over_min=over),))
    found = acute_effects(CHAIN.extrapolated(), Patient(weight_kg=kg), regimen, VISIT)
    assert isinstance(found, AcuteEffects)
    for effect in found.effects:
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
