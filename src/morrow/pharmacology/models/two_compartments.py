"""The two-compartment structure that several papers share, from micro-constants or clearances."""

from collections.abc import Mapping

from morrow.pharmacology.flows import exchange, loss
from morrow.pharmacology.model import Entry, Flow, Moiety, Observed, Route, Structure, Value


def micro(compound: str, p: Mapping[str, Value]) -> Structure:
    """From V1 (L), k10, k12, k21 (1/min)."""
    flows = (
        loss("central", rate=p["k10"]),
        Flow(source="central", target="peripheral", rate=p["k12"]),
        Flow(source="peripheral", target="central", rate=p["k21"]),
    )
    return _structure(compound, p["V1"], flows, Moiety.ALL)


def clearances(compound: str, p: Mapping[str, Value], *, moiety: Moiety = Moiety.ALL) -> Structure:
    """From V1, V2 (L), CL, Q (L/min)."""
    flows = (
        loss("central", rate=p["CL"] / p["V1"]),
        *exchange("central", "peripheral", clearance=p["Q"], one_l=p["V1"], other_l=p["V2"]),
    )
    return _structure(compound, p["V1"], flows, moiety)


def _structure(
    compound: str, central_l: Value, flows: tuple[Flow, ...], moiety: Moiety
) -> Structure:
    return Structure(
        flows=flows,
        entries={Route.IV: ((Entry(compartment="central", moiety=moiety),),)},
        observed=(Observed(compound=compound, compartment="central", litres=central_l),),
    )
