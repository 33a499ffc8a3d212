"""Pictures as data, and drawn: what a screen or a reader is told is what was computed.

Golden values: the published numbers of package data, as their tables print them; and figures worked
out by hand from a model's own printed parameters.
"""

import json
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from morrow.evidence import Refusal
from morrow.pharmacology import (
    AcuteEffects,
    Band,
    Dose,
    Drug,
    Patient,
    Regimen,
    Route,
    acute_effects,
    infusion,
    models,
    simulate,
    simulate_band,
)
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.pictures import (
    HalfLives,
    Picture,
    compare,
    concentrations,
    curve_designs,
    draw,
    effects,
    mood,
    predictive_check,
)
from morrow.pharmacology.pictures.picture import SCHEMA, Area, Line, Points
from morrow.pharmacology.regimen import RegimenError
from morrow.pharmacology.sources import OLOFSEN_2022
from tests.pharmacology.svg import words

CHAIN: Final = models.ALL["assembled_racemic"]
OTTO: Final = models.ALL["otto_2021"]
ADULT: Final = Patient(weight_kg=70, age_y=40)
USUAL: Final = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
SLOW: Final = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=60),))
BOTH: Final = {"in 40 min": USUAL, "in 60 min": SLOW}
HALVES: Final = HalfLives(
    onset_h=4, loss_d=8, loss_low_d=5, loss_high_d=20, source=OLOFSEN_2022
)  # any source: what is shown is that it is named


def made(found: Picture | Refusal) -> Picture:
    assert isinstance(found, Picture), found
    return found


@cache
def compared() -> Picture:
    return made(compare(CHAIN, ADULT, BOTH, range(0, 241, 5), compounds=["S-ketamine"]))


@cache
def checked() -> Picture:
    [design] = [each for each in curve_designs() if each.study.startswith("Otto")]
    return made(predictive_check(OTTO, design, patients=60))


@cache
def lifted() -> Picture:
    course = {"once": USUAL, "six": USUAL.repeated([0, 2, 4, 7, 9, 11])}
    return made(mood(CHAIN, ADULT, course, until_days=40, half_lives=HALVES))


@cache
def banded() -> Band:
    found = simulate_band(CHAIN, ADULT, USUAL, range(0, 241, 5), patients=20, seed=1)
    assert isinstance(found, Band), found
    return found


@cache
def felt() -> AcuteEffects:
    found = acute_effects(CHAIN, ADULT, USUAL, range(0, 241, 5))
    assert isinstance(found, AcuteEffects), found
    return found


def simulated() -> Picture:
    return concentrations(banded())


def acute() -> Picture:
    return effects(felt())


EVERY: Final = pytest.mark.parametrize("picture", [simulated, acute, compared, checked, lifted])


# ── one schema ───────────────────────────────────────────────────────────────────────────────────

FIELDS: Final = {
    "picture": {"schema", "title", "subtitle", "x_label", "x_unit", "panels", "doses", "caption"},
    "panel": {"title", "y_label", "unit", "marks"},
    "line": {"kind", "name", "series", "x", "y"},
    "points": {"kind", "name", "series", "x", "y"},
    "area": {"kind", "name", "series", "x", "low", "high", "strong"},
    "row": {"name", "series", "bars"},
    "bar": {"start", "end", "mg", "label"},
}


@EVERY
def test_every_picture_is_one_schema_of_plain_values(picture: Callable[[], Picture]) -> None:
    plain = json.loads(json.dumps(picture().plain(), allow_nan=False))
    assert plain == picture().plain()
    assert plain["schema"] == SCHEMA
    assert set(plain) == FIELDS["picture"]
    for panel in plain["panels"]:
        assert set(panel) == FIELDS["panel"]
        for mark in panel["marks"]:
            assert set(mark) == FIELDS[mark["kind"]]
            rows = [mark[name] for name in ("y", "low", "high") if name in mark]
            assert all(len(row) == len(mark["x"]) for row in rows)
    for row in plain["doses"]:
        assert set(row) == FIELDS["row"]
        assert all(set(bar) == FIELDS["bar"] for bar in row["bars"])


def test_the_page_that_explains_the_schema_names_every_field() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "draw-pictures.md"
    named = set(re.findall(r"`([\w./]+)`", page.read_text("utf-8")))
    assert {name for fields in FIELDS.values() for name in fields} <= named
    assert SCHEMA in named


@EVERY
def test_a_picture_names_its_site_its_unit_and_its_sources(picture: Callable[[], Picture]) -> None:
    assert "Model: " in " ".join(picture().caption)
    for panel in picture().panels:
        assert panel.unit
        assert any(known in panel.y_label for known in ("plasma", "effect site", "latent")) or (
            panel.title in {each.title for each in felt().effects}
        )


# ── what was simulated ───────────────────────────────────────────────────────────────────────────


def test_plasma_has_its_band_and_the_effect_site_its_curve() -> None:
    plasma, site = simulated().panels
    assert plasma.y_label == "arterial plasma"
    for name in CHAIN.compounds[:4]:
        values, area = mark(plasma, Line, name), mark(plasma, Area, f"{name}, 80 % of patients")
        assert values.y == tuple(banded().trace.ng_per_ml[name].tolist())
        assert area.low == tuple(banded().low[name].tolist())
        assert area.high == tuple(banded().high[name].tolist())
        assert area.series == values.series
    assert [each.name for each in site.marks] == ["S-ketamine", "R-ketamine"]
    for each in site.marks:
        assert isinstance(each, Line)
        assert each.y == tuple(banded().trace.ng_per_ml[f"{each.name} (effect site)"].tolist())
        assert each.series == mark(plasma, Line, each.name).series
    assert "80 % of 20" in simulated().subtitle


def test_without_a_band_the_curve_stands_alone() -> None:
    [panel] = concentrations(traced(models.ALL["domino_1984"])).panels[:1]
    assert [each.kind for each in panel.marks] == ["line"]
    assert panel.y_label == "plasma (site not seen)"


def traced(model: Any, patient: Patient = ADULT) -> Trace:
    found = simulate(model, patient, USUAL, [0, 40])
    assert isinstance(found, Trace), found
    return found


def test_what_was_simulated_beyond_the_studied_is_marked() -> None:
    heavy = traced(models.ALL["kamp_2020_meta"].extrapolated(), Patient(weight_kg=250, age_y=40))
    assert concentrations(heavy).title.startswith("EXTRAPOLATED")
    assert not simulated().title.startswith("EXTRAPOLATED")


def test_each_effect_is_shown_with_its_band_and_its_worth() -> None:
    said = " ".join(acute().caption)
    for panel, effect in zip(acute().panels, felt().effects, strict=True):
        assert panel.title == effect.title
        assert mark(panel, Area).low == tuple(effect.low.tolist())
        assert mark(panel, Area).high == tuple(effect.high.tolist())
        lines = [each.y for each in panel.marks if isinstance(each, Line)]
        assert lines == ([] if effect.value is None else [tuple(effect.value.tolist())])
        assert effect.sure in said
    assert {"mmHg", "index"} <= {panel.unit for panel in acute().panels}


# ── regimens ─────────────────────────────────────────────────────────────────────────────────────


def test_a_comparison_shows_what_simulate_computes() -> None:
    [panel] = compared().panels
    for mark, regimen in zip(panel.marks, BOTH.values(), strict=True):
        trace = simulate(CHAIN, ADULT, regimen, range(0, 241, 5))
        assert isinstance(trace, Trace)
        assert isinstance(mark, Line)
        assert mark.y == tuple(trace.ng_per_ml["S-ketamine"].tolist())
        assert mark.x == tuple((trace.time_min / 60).tolist())
    assert [bar.end for row in compared().doses for bar in row.bars] == [40 / 60, 1]
    assert compared().doses[0].bars[0].label == "35 mg in 40 min"


def test_all_in_plasma_is_shown_unless_named() -> None:
    found = made(compare(CHAIN, ADULT, {"usual": USUAL}, [0, 40]))
    assert [panel.title for panel in found.panels] == [
        "S-ketamine", "R-ketamine", "S-norketamine", "R-norketamine",
    ]  # fmt: skip
    site = made(
        compare(CHAIN, ADULT, {"usual": USUAL}, [0, 40], compounds=["S-ketamine (effect site)"])
    )
    assert site.panels[0].y_label == "effect site"


def test_a_course_is_shown_in_days() -> None:
    found = made(compare(CHAIN, ADULT, {"course": USUAL.repeated([0, 2, 4])}, [0, 5 * 1440]))
    assert found.x_unit == "d"
    assert [bar.start for bar in found.doses[0].bars] == [0, 2, 4]
    assert [bar.label for bar in found.doses[0].bars] == ["35 mg in 40 min", "", ""]


def test_an_extrapolation_is_marked() -> None:
    heavy = Patient(weight_kg=160)
    assert isinstance(compare(CHAIN, heavy, BOTH, [0, 40]), Refusal)
    found = made(compare(CHAIN.extrapolated(), heavy, BOTH, [0, 40]))
    assert found.subtitle.startswith("EXTRAPOLATED")


@pytest.mark.parametrize(
    ("count", "compounds", "said"),
    [(0, (), "1 to 6 regimens, not 0"), (7, (), "not 7"), (1, ("water",), "tells no water")],
)
def test_what_cannot_be_compared_is_said(count: int, compounds: tuple[str, ...], said: str) -> None:
    many = {str(nth): USUAL for nth in range(count)}
    with pytest.raises(RegimenError, match=said):
        compare(CHAIN, ADULT, many, [0, 40], compounds=compounds)


# ── the predictive check ─────────────────────────────────────────────────────────────────────────


def mark(panel: Any, kind: type[Any], name: str = "") -> Any:
    return next(each for each in panel.marks if isinstance(each, kind) and name in each.name)


def test_the_points_are_those_of_the_paper() -> None:
    """Otto 2021, Figs 3b and 4b, medians of 17: 56 ng/mL at 30 min, 1.8 at 10 h; 10 and 6.5."""
    for panel, first, last in zip(checked().panels, (56, 10), (1.8, 6.5), strict=True):
        points = mark(panel, Points)
        assert (points.x[0], points.y[0]) == (0.5, first)
        assert (points.x[-1], points.y[-1]) == (10, last)
        assert points.name == "published median (17 people)"


def test_amounts_of_substance_are_shown_as_mass() -> None:
    """Kamp 2020 prints 0.0711 nmol/mL of S-ketamine at 5 min: x 237.73 g/mol = 16.90 ng/mL."""
    design = next(each for each in curve_designs() if each.dose.startswith("S 0.14"))
    points = mark(made(predictive_check(CHAIN, design, patients=20)).panels[0], Points)
    assert points.y[0] == pytest.approx(16.90, abs=0.01)
    assert points.name == "published mean (20 people)"


def test_the_areas_lie_around_the_median_and_within_one_another() -> None:
    for panel in checked().panels:
        wide, narrow = mark(panel, Area, "90 % of patients"), mark(panel, Area, "of groups")
        median = mark(panel, Line)
        for row in zip(wide.low, narrow.low, median.y, narrow.high, wide.high, strict=True):
            assert list(row) == sorted(row)


def test_the_width_is_that_of_the_published_variation() -> None:
    """By hand, S-ketamine 10 h after Otto's infusion varies at least with its error of 23.6 %.

    A log-normal of that CV alone spans a factor exp(2 x 1.645 x 0.233) = 2.15 between 5 and 95 %.
    """
    area = mark(checked().panels[0], Area, "90 % of patients")
    assert area.high[-1] / area.low[-1] > 2.15


def test_most_published_medians_fall_where_the_model_has_the_groups() -> None:
    """Otto 2021 was made with these data: a check of our transcription, no proof of the model."""
    inside = 0
    for panel in checked().panels:
        narrow, points = mark(panel, Area, "of groups"), mark(panel, Points)
        low = np.interp(points.x, narrow.x, narrow.low)
        high = np.interp(points.x, narrow.x, narrow.high)
        inside += int(((low <= points.y) & (points.y <= high)).sum())
    assert inside >= 11  # of 16


def test_the_same_seed_gives_the_same_picture() -> None:
    [design] = [each for each in curve_designs() if each.study.startswith("Otto")]
    again, other = (predictive_check(OTTO, design, patients=60, seed=seed) for seed in (1, 2))
    assert again == checked()
    assert other != checked()


def test_a_model_without_published_variation_has_no_check() -> None:
    design = curve_designs()[0]
    refused = predictive_check(models.ALL["kamp_2020_meta"], design)
    assert isinstance(refused, Refusal)
    assert refused.rule == "PK6"


def test_a_missing_error_of_measurement_is_said() -> None:
    design = curve_designs()[0]
    told = " ".join(made(predictive_check(CHAIN, design, patients=20)).caption)
    assert "No error of measurement is published for S-ketamine" in told
    assert "CV): S-ketamine 23.6 %" in " ".join(checked().caption)


# ── mood ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_reference_dose_peaks_at_one_and_halves_in_its_half_life() -> None:
    line = mark(lifted().panels[0], Line, "once")
    assert max(line.y) == pytest.approx(1, rel=1e-3)
    early, late = (float(np.interp(day, line.x, line.y)) for day in (20, 28))
    assert late / early == pytest.approx(0.5, rel=2e-3)


def test_the_shade_lies_between_the_half_lives_of_loss() -> None:
    """At day 40, 20 days' half-life has kept 2^(20/20) of day 20, 5 days' 2^(20/5) less."""
    area = mark(lifted().panels[0], Area, "once")
    ends = {name: np.interp([20, 40], area.x, getattr(area, name)) for name in ("low", "high")}
    assert ends["high"][0] / ends["high"][1] == pytest.approx(2, rel=0.01)
    assert ends["low"][0] / ends["low"][1] == pytest.approx(16, rel=0.01)


def test_the_panel_says_that_nobody_measured_it() -> None:
    assert "Latent: measured in nobody" in " ".join(lifted().caption)
    assert "no forecast" in " ".join(lifted().caption)
    assert lifted().panels[0].y_label == "latent state"


def test_a_model_that_tells_no_drive_is_refused() -> None:
    refused = mood(models.ALL["kamp_2020_meta"], ADULT, BOTH, until_days=10, half_lives=HALVES)
    assert isinstance(refused, Refusal)


@pytest.mark.parametrize(("count", "days"), [(0, 10), (7, 10), (1, 0), (1, 367), (1, math.nan)])
def test_what_cannot_be_drawn_is_said(count: int, days: float) -> None:
    many = {str(nth): USUAL for nth in range(count)}
    with pytest.raises(RegimenError, match="draw"):
        mood(CHAIN, ADULT, many, until_days=days, half_lives=HALVES)


@pytest.mark.parametrize("wrong", [{"onset_h": 0}, {"loss_low_d": 9}, {"loss_high_d": 7}])
def test_half_lives_are_in_order(wrong: dict[str, float]) -> None:
    right = {"onset_h": 4.0, "loss_d": 8.0, "loss_low_d": 5.0, "loss_high_d": 20.0}
    with pytest.raises(ValueError, match="half-li"):
        HalfLives(**(right | wrong), source=OLOFSEN_2022)


# ── drawn ────────────────────────────────────────────────────────────────────────────────────────


@EVERY
def test_a_picture_is_drawn_with_all_its_words(
    picture: Callable[[], Picture], tmp_path: Path
) -> None:
    path = tmp_path / "p.svg"
    draw(picture(), path)
    said = [picture().x_label, picture().title, *(row.name for row in picture().doses)]
    said += [each.name for panel in picture().panels for each in panel.marks]
    said += [panel.y_label for panel in picture().panels]
    said += picture().caption
    for each in said:
        assert each in words(path)


def test_the_same_picture_gives_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.svg", "b.svg")]
    for path in paths:
        draw(compared(), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_dose_at_once_and_a_png_are_drawn(tmp_path: Path) -> None:
    doses = (Dose(route=Route.IM, at_min=0, amount_mg=35),)
    found = made(compare(CHAIN, ADULT, {"im": Regimen(drug=Drug.KETAMINE, doses=doses)}, [0, 60]))
    draw(found, tmp_path / "p.png")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_a_name_without_a_known_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end with \.png"):
        draw(compared(), tmp_path / "p.gif")
