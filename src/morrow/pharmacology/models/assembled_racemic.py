"""S- and R-ketamine with their norketamines: **assembled** here from published parts.

Distribution from Kamp 2020 (arterial), shared by both enantiomers; their clearances split Kamp's in
Hasan's ratio; delay and norketamine from Simons 2022 (arterial, S), taken for R as well; one effect
site for all, from Olofsen 2022.  Injection, tablet and lozenge have published bioavailability, and
are taken up at a constant rate until the published time of the peak: a first-order rate that peaks
at 22 min after an injection would leave half of its published peak.
"""

from collections.abc import Iterator, Mapping
from math import log
from typing import Final

from morrow.evidence import Source, Status
from morrow.pharmacology import sources as s
from morrow.pharmacology.flows import chain, exchange, loss, metabolised
from morrow.pharmacology.model import (
    Biophase,
    Drug,
    Entry,
    Flow,
    Model,
    Moiety,
    Observed,
    Parameter,
    Route,
    Sampling,
    Structure,
    Value,
)
from morrow.pharmacology.models import molar, ranges

SPLIT: Final = s.HASAN_2021.as_(Status.PROPOSED)
"""Kamp's 84 L/h taken as the mean of both enantiomers, in the ratio of Hasan's 1620 and 1530 mL/min."""

ENANTIOMERS = (Moiety.S, Moiety.R)
ABSORBED = (Route.IM, Route.ORAL, Route.BUCCAL)


def _flows(p: Mapping[str, Value], side: Moiety) -> Iterator[Flow]:
    """One enantiomer, to the loss of its norketamine."""
    v1, central, nk = p["V1"], f"{side} central", f"{side} norketamine"
    yield from exchange(central, f"{side} shallow", clearance=p["Q2"], one_l=v1, other_l=p["V2"])
    yield from exchange(central, f"{side} deep", clearance=p["Q3"], one_l=v1, other_l=p["V3"])
    yield Flow(source=central, target=f"{side} delay 1", rate=p[f"CL {side}"] / v1)
    transit = 2 / p["MTT K-NK"]
    yield from chain((f"{side} delay 1", f"{side} delay 2"), rate=transit)
    yield from metabolised(f"{side} delay 2", into=nk, fraction=p["fm K-NK"], rate=transit)
    yield from exchange(nk, f"{side} tissue", clearance=p["QN"], one_l=p["VN1"], other_l=p["VN2"])
    yield loss(nk, rate=p["CLN"] / p["VN1"])


def _entries(p: Mapping[str, Value]) -> dict[Route, tuple[tuple[Entry, ...], ...]]:
    """What is swallowed and not absorbed as ketamine goes through the liver to norketamine."""
    found: dict[Route, tuple[tuple[Entry, ...], ...]] = {
        Route.IV: (tuple(_way("central", 1.0, 0.0)),)
    }
    for route in ABSORBED:
        absorbed = p[f"F {route}"]
        ways = list(_way("central", absorbed, p[f"D {route}"]))
        if route is not Route.IM:
            ways += _way("delay 1", 1 - absorbed, p["D oral"])
        found[route] = (tuple(ways),)
    return found


def _way(compartment: str, fraction: Value, minutes: float) -> Iterator[Entry]:
    """A fraction of each enantiomer into its own compartment."""
    for side in ENANTIOMERS:
        name = f"{side} {compartment}"
        yield Entry(compartment=name, fraction=fraction, minutes=minutes, moiety=side)


def _structure(p: Mapping[str, Value]) -> Structure:
    ke0 = log(2) / p["t1/2ke0"]
    ketamines = tuple(
        Observed(compound=f"{x}-ketamine", compartment=f"{x} central", litres=p["V1"])
        for x in ENANTIOMERS
    )
    norketamines = tuple(
        Observed(
            compound=f"{x}-norketamine",
            compartment=f"{x} norketamine",
            litres=p["VN1"],
            scale=molar.NORKETAMINE / molar.KETAMINE,
        )
        for x in ENANTIOMERS
    )
    observed = (*ketamines, *norketamines)
    return Structure(
        flows=tuple(flow for side in ENANTIOMERS for flow in _flows(p, side)),
        entries=_entries(p),
        observed=observed,
        biophases=tuple(Biophase(compound=x.compound, ke0_per_min=ke0) for x in observed),
    )


def _parameter(
    name: str, value: float, unit: str, source: Source, cv: float | None = None
) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=source, cv_percent=cv)


MODEL = Model(
    name="assembled_racemic",
    title="S- and R-ketamine with norketamine, assembled from published parts",
    source=s.ASSEMBLED,
    drugs=(Drug.KETAMINE, Drug.ESKETAMINE),
    population="adults, by its parts; as a whole tried on nobody",
    sampling=Sampling.ARTERIAL,
    parameters=(
        _parameter("V1", 25, "L/70kg", s.KAMP_2020_META),
        _parameter("V2", 56, "L/70kg", s.KAMP_2020_META),
        _parameter("V3", 157, "L/70kg", s.KAMP_2020_META),
        _parameter("Q2", 161, "L/h/70kg", s.KAMP_2020_META),
        _parameter("Q3", 79, "L/h/70kg", s.KAMP_2020_META),
        _parameter("CL S", 86.4, "L/h/70kg", SPLIT, 17.2),
        _parameter("CL R", 81.6, "L/h/70kg", SPLIT, 17.2),
        _parameter("MTT K-NK", 20.1, "min", s.SIMONS_2022, 14.6),
        _parameter("fm K-NK", 0.80, "fraction", s.SIMONS_2022),
        _parameter("VN1", 11.6, "L/70kg", s.SIMONS_2022, 24.2),
        _parameter("VN2", 221, "L/70kg", s.SIMONS_2022),
        _parameter("CLN", 1.00, "L/min/70kg", s.SIMONS_2022, 22.6),
        _parameter("QN", 2.63, "L/min/70kg", s.SIMONS_2022),
        _parameter("t1/2ke0", 8.3, "min", s.OLOFSEN_2022),
        _parameter("F im", 0.93, "fraction", s.CLEMENTS_1982),
        _parameter("D im", 22, "min", s.CLEMENTS_1982),
        _parameter("F oral", 0.23, "fraction", s.CHONG_2006),
        _parameter("D oral", 57.6, "min", s.CHONG_2006),
        _parameter("F buccal", 0.29, "fraction", s.ROLAN_2014),
        _parameter("D buccal", 45, "min", s.ROLAN_2014),
    ),
    structure=_structure,
    weight_kg=ranges.ADULT_WEIGHT,
    age_y=ranges.ADULT_AGE,
    assembled=True,
    covariate_notes=("volumes x (WT/70), clearances x (WT/70)^0.75",),
    assumptions=(
        (
            "Kamp's clearance of 84 L/h/70kg is taken as the mean of both enantiomers and split 1620 to "
            "1530 mL/min as in Hasan 2021"
        ),
        "both enantiomers share one distribution, and neither changes the other's elimination",
        "R-norketamine behaves as S-norketamine does",
        "one effect-site rate for all four compounds",
        "uptake from muscle, gut and mouth runs at a constant rate until the published peak",
        "what is swallowed and not absorbed as ketamine reaches norketamine through the liver",
        "variation between patients is that of Simons 2022, for both enantiomers",
    ),
)
