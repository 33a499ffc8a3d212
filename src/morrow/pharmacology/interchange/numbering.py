"""How a model's routes and compounds are numbered in the CMT column of a dataset.

    CMT 1..k      the compounds in plasma, in the order in which the model tells them; DV is read there
    CMT 1         takes intravenous doses: what is injected enters where the first compound is read
    CMT k+1, ...  a depot for each other route of the model, in the model's order

The model shares a dose out (enantiomers, nose and gut): a row holds what was given, by its route.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from morrow.pharmacology.engine import shown_name
from morrow.pharmacology.model import Drug, Model, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """`route[cmt]` takes a dose, `compound[cmt]` is observed."""

    route: Mapping[int, Route]
    compound: Mapping[int, str]

    def of_route(self, route: Route) -> int:
        return next(cmt for cmt, each in self.route.items() if each is route)

    def of_compound(self, compound: str) -> int:
        return next(cmt for cmt, each in self.compound.items() if each == compound)

    def __str__(self) -> str:
        doses = ", ".join(f"{cmt} {route}" for cmt, route in self.route.items())
        seen = ", ".join(f"{cmt} {compound}" for cmt, compound in self.compound.items())
        return f"doses by CMT: {doses}; observed by CMT: {seen}"


def numbering_of(model: Model, drug: Drug) -> Numbering:
    """The CMT of every route and compound of a model given this drug."""
    compounds = [each.compound for each in model.reference_structure().observed]
    depots = [route for route in model.routes if route is not Route.IV]
    after = len(compounds) + 1
    return Numbering(
        route={1: Route.IV} | {after + nth: route for nth, route in enumerate(depots)},
        compound={nth: shown_name(name, drug) for nth, name in enumerate(compounds, 1)},
    )
