"""A set of readings as typed into the grid: `{"bp": "128/76", "hr": "72", "spo2": "97"}`.

Empty is not measured, and never zero.  What no cuff or sensor can show is a slip and is refused;
what is merely hard to believe is a fact, and the visit flags it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from morrow.care.visit.facts.monitoring import ReadingCorrected, SetCharted
from morrow.care.visit.values import Arousal, Parameter, Reading
from morrow.exchange import entry_values as values
from morrow.exchange.entries import Context, Error, Unreadable, read
from morrow.exchange.entry_values import Wrong
from morrow.quantities import plain

P = Parameter

READABLE: Final[dict[Parameter, tuple[Decimal, Decimal]]] = {
    P.SBP: (Decimal(20), Decimal(350)),
    P.DBP: (Decimal(10), Decimal(250)),
    P.MAP: (Decimal(10), Decimal(300)),
    P.HR: (Decimal(0), Decimal(350)),
    P.SPO2: (Decimal(0), Decimal(100)),
    P.RR: (Decimal(0), Decimal(150)),
    P.TEMPERATURE: (Decimal(15), Decimal(45)),
    P.MOAAS: (Decimal(0), Decimal(5)),
    P.RASS: (Decimal(-5), Decimal(4)),
    P.CADSS6: (Decimal(0), Decimal(24)),
}
"""The ranges of devices and scales, local policy (proposed): outside them it is a slip."""

WHOLE: Final = frozenset({P.SBP, P.DBP, P.MAP, P.HR, P.RR, P.MOAAS, P.RASS, P.CADSS6})
FIELDS: Final = ("hr", "spo2", "rr", "arousal", "moaas", "rass", "cadss6", "temp", "map")
_OTHER: Final = ("bp", "on_oxygen", "comment", "candidates")
_PRESSURE: Final = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})", re.ASCII)
_MESSAGE: Final = re.compile(r"(inbox:)?(\d{1,18})", re.ASCII)
_AROUSAL: Final = tuple(Arousal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    comment: str = ""
    on_oxygen: bool = False


def read_set(body: Mapping[str, Any], context: Context) -> SetCharted:
    """The set.  Raises Unreadable with everything that is wrong in it."""
    errors = [
        Error(field=str(name), wrong="there is no such field", right=", ".join(("bp", *FIELDS)))
        for name in body
        if name not in {*FIELDS, *_OTHER}
    ]
    found = list(_readings(body, errors))
    said = _said(body, context, errors)
    cited = _cited(body.get("candidates"), {parameter for parameter, _ in found}, errors)
    if not errors and not found and not said.comment:
        errors.append(
            Error(field="bp", wrong="nothing was entered", right="at least one value, or a comment")
        )
    if errors:
        raise Unreadable(errors)
    return SetCharted(
        readings=tuple(
            Reading(
                parameter=parameter,
                value=value,
                message=cited.get(parameter, ""),
                on_oxygen=said.on_oxygen and parameter is P.SPO2,
            )
            for parameter, value in found
        ),
        comment=said.comment,
    )


def read_correction(body: Mapping[str, Any], context: Context) -> ReadingCorrected:
    """A corrected value, read as its parameter is.  Raises Unreadable."""
    as_typed = body.get("value", "")
    corrected = read(ReadingCorrected, {**body, "value": "0" if as_typed != "" else ""}, context)
    try:
        value = read_value(corrected.parameter, str(as_typed).strip())
    except Wrong as wrong:
        error = Error(field="value", wrong=wrong.wrong, right=wrong.right)
        raise Unreadable([error]) from wrong
    return ReadingCorrected(
        set=corrected.set, parameter=corrected.parameter, value=value, reason=corrected.reason
    )


def read_value(parameter: Parameter, typed: str) -> Decimal:
    """One value, as it is kept: arousal by its word's place.  Raises `Wrong`."""
    if parameter is P.AROUSAL:
        return Decimal(_AROUSAL.index(values.choice(Arousal, typed)))
    value, (low, high) = values.number(typed), READABLE[parameter]
    right = f"{'a whole number' if parameter in WHOLE else 'a number'} from {low} to {high}"
    if not low <= value <= high:
        raise Wrong(f"{typed!r} is not within {low} to {high}", right)
    if parameter in WHOLE and value != value.to_integral_value():
        raise Wrong(f"{typed!r} is not a whole number", right)
    return value


def _readings(body: Mapping[str, Any], errors: list[Error]) -> Iterator[tuple[Parameter, Decimal]]:
    if pressure := _typed(body, "bp", errors):
        try:
            yield from _pressure(pressure)
        except Wrong as wrong:
            errors.append(Error(field="bp", wrong=wrong.wrong, right=wrong.right))
    for name in FIELDS:
        if typed := _typed(body, name, errors):
            try:
                yield Parameter(name), read_value(Parameter(name), typed)
            except Wrong as wrong:
                errors.append(Error(field=name, wrong=wrong.wrong, right=wrong.right))


def _pressure(typed: str) -> list[tuple[Parameter, Decimal]]:
    match = _PRESSURE.fullmatch(typed)
    if match is None:
        raise Wrong(f"{typed!r} is not a pressure", "systolic/diastolic, such as 128/76")
    systolic, diastolic = read_value(P.SBP, match[1]), read_value(P.DBP, match[2])
    if systolic <= diastolic:
        turned = f"{plain(diastolic)}/{plain(systolic)}"
        right = f"the systolic first: {turned}?" if diastolic > systolic else "read it again"
        raise Wrong(f"{typed!r}: the systolic is not above the diastolic", right)
    return [(P.SBP, systolic), (P.DBP, diastolic)]


def _typed(body: Mapping[str, Any], name: str, errors: list[Error]) -> str:
    raw = body.get(name, "")
    if isinstance(raw, str):
        return raw.strip()
    errors.append(Error(field=name, wrong="it is no text", right="what was typed, as a text"))
    return ""


def _said(body: Mapping[str, Any], context: Context, errors: list[Error]) -> _Comment:
    said = {name: body[name] for name in ("comment", "on_oxygen") if name in body}
    try:
        return read(_Comment, said, context)
    except Unreadable as unreadable:
        errors += unreadable.errors
        return _Comment()


def _cited(raw: Any, measured: set[Parameter], errors: list[Error]) -> dict[Parameter, str]:
    """Which message each value was taken from."""
    cited: dict[Parameter, str] = {}
    pairs = raw if isinstance(raw, Mapping) else {}
    if raw is not None and not isinstance(raw, Mapping):
        errors.append(
            Error(field="candidates", wrong="it is no object", right="a message by field")
        )
    for name, message in pairs.items():
        parameters = (P.SBP, P.DBP) if name == "bp" else (name,)
        match = _MESSAGE.fullmatch(str(message))
        if match is None or not set(parameters) <= measured:
            errors.append(
                Error(
                    field=f"candidates.{name}",
                    wrong="it names no message, or no value that was entered",
                    right="the message of a value that is in this set",
                )
            )
            continue
        cited |= {Parameter(parameter): f"inbox:{match[2]}" for parameter in parameters}
    return cited
