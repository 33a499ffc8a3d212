"""An SBML Level 3 document under construction: names, units, and one call for each kind of part.

Everything that libsbml answers with a status is checked; a part that it refuses is our own bug.
"""

import html
import re
from collections.abc import Iterable
from typing import Any, Final

import libsbml

LEVEL, VERSION = 3, 1
UNITS: Final = {
    "mg": (("gram", 1, -3),),
    "min": (("second", 1, 0),),
    "L": (("litre", 1, 0),),
    "L_per_min": (("litre", 1, 0), ("second", -1, 0)),
    "per_min": (("second", -1, 0),),
    "mg_per_min": (("gram", 1, -3), ("second", -1, 0)),
    "ng_per_mL": (("gram", 1, -6), ("litre", -1, 0)),
    "ug_per_mg": (("gram", 1, -6), ("gram", -1, -3)),
}
"""Unit definitions: (SBML kind, exponent, power of ten); a second here is a minute (x 60)."""


class Document:
    """What is written: `add_*` put parts into it, `text()` is the file."""

    def __init__(self, name: str, title: str) -> None:
        self._document: Any = libsbml.SBMLDocument(LEVEL, VERSION)
        self._model: Any = self._document.createModel()
        self._taken: set[str] = set()
        _done(self._model.setId(sid(name)))
        _done(self._model.setName(title))
        for unit, parts in UNITS.items():
            self._add_unit(unit, parts)
        for set_unit, unit in (
            (self._model.setSubstanceUnits, "mg"),
            (self._model.setExtentUnits, "mg"),
            (self._model.setTimeUnits, "min"),
            (self._model.setVolumeUnits, "L"),
        ):
            _done(set_unit(unit))

    def _add_unit(self, unit: str, parts: Iterable[tuple[str, int, int]]) -> None:
        definition = self._model.createUnitDefinition()
        _done(definition.setId(unit))
        for kind, exponent, scale in parts:
            each = definition.createUnit()
            _done(each.setKind(libsbml.UnitKind_forName(kind)))
            _done(each.setExponent(exponent))
            _done(each.setScale(scale))
            _done(each.setMultiplier(60.0 if kind == "second" else 1.0))

    def _named(self, part: Any, identifier: str, name: str) -> None:
        assert identifier not in self._taken, f"{identifier} is used twice"
        self._taken.add(identifier)
        _done(part.setId(identifier))
        if name:
            _done(part.setName(name))

    def add_notes(self, lines: Iterable[str]) -> None:
        """Words for people, a paragraph each, on the model."""
        body = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)
        xhtml = f'<body xmlns="http://www.w3.org/1999/xhtml">{body}</body>'
        _done(self._model.setNotes(xhtml))

    def add_compartment(self, identifier: str, name: str, litres: float) -> None:
        part = self._model.createCompartment()
        self._named(part, identifier, name)
        _done(part.setSpatialDimensions(3))
        _done(part.setSize(litres))
        _done(part.setUnits("L"))
        _done(part.setConstant(True))

    def add_amount(self, identifier: str, name: str, compartment: str) -> None:
        """A species counted in mg, 0 at the start; rate laws read it as an amount."""
        part = self._model.createSpecies()
        self._named(part, identifier, name)
        _done(part.setCompartment(compartment))
        _done(part.setInitialAmount(0.0))
        _done(part.setSubstanceUnits("mg"))
        _done(part.setHasOnlySubstanceUnits(True))
        _done(part.setBoundaryCondition(False))
        _done(part.setConstant(False))

    def add_parameter(
        self, identifier: str, value: float, unit: str, name: str = "", *, varies: bool = False
    ) -> None:
        part = self._model.createParameter()
        self._named(part, identifier, name)
        _done(part.setValue(value))
        _done(part.setUnits(unit))
        _done(part.setConstant(not varies))

    def add_reaction(self, identifier: str, name: str, source: str, target: str, law: str) -> None:
        """Movement from one species to another in mg/min; '' is the world outside."""
        part = self._model.createReaction()
        self._named(part, identifier, name)
        _done(part.setReversible(False))
        _done(part.setFast(False))
        for species, create in ((source, part.createReactant), (target, part.createProduct)):
            if species:
                reference = create()
                _done(reference.setSpecies(species))
                _done(reference.setStoichiometry(1.0))
                _done(reference.setConstant(True))
        _done(part.createKineticLaw().setMath(_math(law)))

    def add_rule(self, variable: str, formula: str, *, rate: bool = False) -> None:
        """`variable` is this formula at every time; or, as a `rate`, changes at it per minute."""
        rule = self._model.createRateRule() if rate else self._model.createAssignmentRule()
        _done(rule.setVariable(variable))
        _done(rule.setMath(_math(formula)))

    def add_event(self, identifier: str, name: str, at_min: str, becomes: tuple[str, str]) -> None:
        """Once, when time reaches `at_min`, a variable becomes what a formula says.

        The trigger counts as false before the start, so that a dose at time 0 is given.  The formula
        is read when the event acts: of two doses given at once, the second adds to the first.
        """
        part = self._model.createEvent()
        self._named(part, identifier, name)
        _done(part.setUseValuesFromTriggerTime(False))
        trigger = part.createTrigger()
        _done(trigger.setInitialValue(False))
        _done(trigger.setPersistent(True))
        _done(trigger.setMath(_math(f"time >= {at_min}")))
        variable, formula = becomes
        assignment = part.createEventAssignment()
        _done(assignment.setVariable(variable))
        _done(assignment.setMath(_math(formula)))

    def text(self) -> str:
        return str(libsbml.writeSBMLToString(self._document))


def sid(words: str) -> str:
    """An SBML identifier: `MTT K-NK` becomes `MTT_K_NK`."""
    found = re.sub(r"\W", "_", words, flags=re.ASCII)
    return f"_{found}" if found[:1].isdigit() else found


def _math(formula: str) -> Any:
    found = libsbml.parseL3Formula(formula)
    assert found is not None, f"{formula}: {libsbml.getLastParseL3Error()}"
    return found


def _done(status: int) -> None:
    assert status == libsbml.LIBSBML_OPERATION_SUCCESS, libsbml.OperationReturnValue_toString(
        status
    )
