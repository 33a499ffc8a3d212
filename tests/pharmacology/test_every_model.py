"""What each model must have, whichever it is: a new one is held to this by being listed in `ALL`."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

import morrow.pharmacology.models as folder
from morrow.evidence import Source, Status, explain
from morrow.pharmacology import Dose, Drug, Model, Patient, Route, models, sources
from morrow.pharmacology.linear import System
from morrow.pharmacology.model import ELIMINATED, SCALES, Parameter

FILES: Final = {
    path.stem: import_module(f"{folder.__name__}.{path.stem}")
    for path in sorted(Path(folder.__file__).parent.glob("*.py"))
    if path.stem != "__init__"
}
EVERY: Final = pytest.mark.parametrize("model", models.ALL.values(), ids=list(models.ALL))
KNOWN: Final = {source.key for source in sources.ALL}
ABOVE_ONE: Final = {("simons_2022", "F2")}
"""A fraction above one, as published; the model's `defects` say so."""

PAPER: Final = re.compile(r"([A-Z][a-z]+(?:-[A-Z][a-z]+)?) ([12][09]\d\d)")
HALVES: Final = (0.0, 5.0)  # minutes: two sprays of one sitting
WHEN: Final = np.array([2.0, 8.0, 20.0, 45.0, 90.0, 240.0, 600.0])


def test_the_registry_lists_every_file_that_holds_a_model() -> None:
    found = {name: module.MODEL for name, module in FILES.items() if hasattr(module, "MODEL")}
    assert found == dict(models.ALL)


@EVERY
def test_a_model_is_named_after_its_file(model: Model) -> None:
    assert FILES[model.name].MODEL is model
    assert models.ALL[model.name] is model


@EVERY
def test_a_model_says_what_it_is(model: Model) -> None:
    for words in (model.title, model.population, *model.covariate_notes):
        assert words.strip()
    assert model.drugs
    assert model.routes
    assert Route.IV in model.routes
    assert model.assumptions or model.defects
    assert FILES[model.name].__doc__


@EVERY
def test_every_number_of_a_model_has_a_source_and_a_unit(model: Model) -> None:
    assert model.parameters
    names = [each.name for each in model.parameters]
    assert len(names) == len(set(names))
    for each in model.parameters:
        assert each.source.key in KNOWN
        assert each.unit in SCALES
        assert math.isfinite(each.value)
        assert each.value > 0
        if each.unit == "fraction":
            assert each.value <= 1 or (model.name, each.name) in ABOVE_ONE
        assert each.cv_percent is None or each.logit_sd is None


@EVERY
def test_the_sources_of_a_model_are_all_explained(model: Model) -> None:
    behind = set(explain(model))
    ranges = [limit.source for limit in (model.weight_kg, model.age_y) if limit is not None]
    assert {model.source, *ranges, *(each.source for each in model.parameters)} <= behind
    assert (model.source.status is Status.PROPOSED) == model.assembled


@EVERY
def test_variation_belongs_to_parameters_that_vary(model: Model) -> None:
    omega = {each.name: each.omega for each in model.parameters}
    for (one, other), covariance in model.covariances.items():
        assert abs(covariance) <= omega[one] * omega[other]  # a correlation within -1 and 1
    assert set(model.residual_cv_percent) <= set(model.compounds)


@EVERY
def test_all_that_a_model_holds_leaves_the_body(model: Model) -> None:
    flows = model.reference_structure().flows
    assert all(flow.rate > 0 for flow in flows)
    reach = {ELIMINATED}
    for _ in flows:
        reach |= {flow.source for flow in flows if flow.target in reach}
    assert {flow.source for flow in flows} | {flow.target for flow in flows} == reach


@EVERY
def test_what_a_model_tells_is_named_by_enantiomer_unless_it_pools(model: Model) -> None:
    pooled = {"ketamine", "ketamine (effect site)"}
    assert set(model.compounds) <= pooled or all(
        name[:2] in {"S-", "R-"} for name in model.compounds
    )
    assert len(model.compounds) == len(set(model.compounds))


# ── each parameter counts ────────────────────────────────────────────────────────────────────────


def outputs(model: Model, values: Mapping[str, Any], route: Route) -> Any:
    """All that the model tells after two doses of one sitting by one route, racemic if it may be."""
    system = System(model.structure(values))
    names = system.structure.told
    doses = [Dose(route=route, at_min=at, amount_mg=28) for at in HALVES]
    drug = Drug.KETAMINE if Drug.KETAMINE in model.drugs else Drug.ESKETAMINE
    return system.solve(doses, drug, WHEN, names)


def counts(model: Model, name: str) -> bool:
    """Whether one per cent more of a parameter is seen in any output, by any route."""
    usual = model.typical(Patient(weight_kg=70))
    more = usual | {name: usual[name] * 1.01}
    return any(
        not np.allclose(
            outputs(model, usual, route), outputs(model, more, route), rtol=1e-6, atol=0
        )
        for route in model.routes
    )


@EVERY
def test_no_parameter_of_a_model_is_idle(model: Model) -> None:
    idle = [each.name for each in model.parameters if not counts(model, each.name)]
    assert not idle


@EVERY
def test_an_idle_parameter_would_be_noticed(model: Model) -> None:
    source = model.parameters[0].source
    idle = Parameter(name="idle", value=1, unit="L", source=source)
    assert not counts(replace(model, parameters=(*model.parameters, idle)), "idle")


@EVERY
def test_the_size_of_the_body_counts_as_the_units_say(model: Model) -> None:
    """By hand: V x (WT/70), flows x (WT/70)^0.75; without a marked unit, no effect."""
    light, heavy = (model.typical(Patient(weight_kg=weight)) for weight in (35, 140))
    for each in model.parameters:
        if (model.name, each.name) == ("kamp_2020_meta", "ke0"):
            continue  # SimTIVA's own formula: test_against_odes
        power = 0.75 if each.unit in {"L/h/70kg", "L/min/70kg"} else "kg" in each.unit
        assert heavy[each.name] / light[each.name] == pytest.approx(4**power)


def test_a_unit_is_converted_as_by_hand() -> None:
    """60 L/h is 1 L/min; 0.5 L/kg is 35 L at 70 kg; 2 h is 120 min; 3 per hour is 0.05 per min."""
    by_hand = {
        "L/kg": (0.5, 35), "L/70kg": (5, 5), "L": (5, 5), "L/h/70kg": (60, 1), "L/min/70kg": (2, 2),
        "L/h": (60, 1), "1/min": (4, 4), "1/h": (3, 0.05), "h": (2, 120), "min": (7, 7),
        "fraction": (0.5, 0.5),
    }  # fmt: skip
    assert set(by_hand) == set(SCALES)
    for unit, (value, wanted) in by_hand.items():
        source = sources.ASSEMBLED
        parameter = Parameter(name="x", value=value, unit=unit, source=source)
        assert parameter.typical(70.0) == pytest.approx(wanted)


# ── citations ────────────────────────────────────────────────────────────────────────────────────


def test_every_citation_is_named_once_and_complete() -> None:
    names = {name for name, value in vars(sources).items() if isinstance(value, Source)}
    assert names == {source.key for source in sources.ALL}
    assert len(sources.ALL) == len(names)
    for source in sources.ALL:
        assert source.citation.strip()
        assert source.locator.strip()


@EVERY
def test_no_paper_is_named_without_being_cited(model: Model) -> None:
    """`Hasan 2021` in a model's words: a source behind the model, or a line of one."""
    words = (FILES[model.name].__doc__ or "", *model.assumptions, *model.defects)
    behind = explain(model)
    for name, year in PAPER.findall("\n".join((*words, *model.covariate_notes))):
        key = f"{name.replace('-', '').upper()}_{year}"
        lines = [f"{source.key} {source.citation}" for source in behind]
        assert any(key in line or (name in line and year in line) for line in lines), (name, year)


@EVERY
def test_a_racemic_dose_is_half_s_and_half_r(model: Model) -> None:
    """Pooled models take the mass whole; the others follow one enantiomer or both."""
    [ways] = model.reference_structure().entries[Route.IV]
    shares = sum(way.moiety.share_of(Drug.KETAMINE) for way in ways)
    pooled = "ketamine" in model.compounds
    both = "R-ketamine" in model.compounds
    assert shares == (1.0 if pooled or both else 0.5)
