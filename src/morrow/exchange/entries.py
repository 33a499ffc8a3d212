"""What people type, read into commands and facts: one mechanism for form, JSON and command line.

`read(cls, body, context)` takes texts by field name and returns an instance of the dataclass, or
raises `Unreadable` with everything that is wrong: which field, what was wrong, what would be
right.  A missing field, an unknown one, a number without digits or a time tomorrow is not yet a
fact.  An implausible value is one: the visit flags it.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

from morrow.care.dosing import EntryError, read_height, read_weight
from morrow.exchange import entry_values as values
from morrow.exchange.entry_fields import (
    AHEAD,
    CHOICES,
    COUNTS,
    FREE_TEXTS,
    ITEMS_MAX,
    LENGTHS,
    LINE_MAX,
    MAY_BE_BLANK,
    SAID_NONE,
    SAYS_NONE,
    TEXT_MAX,
)
from morrow.exchange.entry_values import Wrong

ShapeT = TypeVar("ShapeT")
MISSING: Final = "it is missing"
CLOCK_SKEW: Final = timedelta(minutes=1)  # a tablet's clock may run so far ahead of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """When and where something was typed: a wall-clock time is the clinic's."""

    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One field that cannot be read."""

    field: str
    wrong: str
    right: str


class Unreadable(ValueError):
    """What was typed is not yet a fact.  `errors` names every field."""

    def __init__(self, errors: Sequence[Error]) -> None:
        super().__init__("; ".join(f"{e.field}: {e.wrong}; right: {e.right}" for e in errors))
        self.errors = tuple(errors)


def read(
    shape: type[ShapeT],
    body: Mapping[str, Any],
    context: Context,
    *,
    given: Mapping[str, Any] | None = None,
) -> ShapeT:
    """Read `body` into `shape`.  `given` are fields that the program itself supplies.

    Raises Unreadable with all errors.
    """
    errors: list[Error] = []
    found = _shape(_Place("", context, errors), shape, body, given or {})
    if errors:
        raise Unreadable(errors)
    return found  # type: ignore[no-any-return]


def read_instant(text: str, context: Context, *, field: str, ahead: bool = False) -> datetime:
    """An instant as typed: RFC 3339, or the clinic's wall clock.  Raises Unreadable."""
    try:
        return values.instant(
            text, context.zone, latest=None if ahead else context.now + CLOCK_SKEW
        )
    except Wrong as wrong:
        raise Unreadable([Error(field=field, wrong=wrong.wrong, right=wrong.right)]) from wrong


_hints: Final = cache(get_type_hints)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the body we are: the path for an error, and the errors found so far."""

    path: str
    context: Context
    errors: list[Error]

    def wrong(self, field: str, wrong: str, right: str) -> None:
        self.errors.append(Error(field=self.path + field, wrong=wrong, right=right))


def _shape(place: _Place, shape: type, body: Any, given: Mapping[str, Any]) -> Any:
    """One dataclass; notes errors and returns None where a field is wrong."""
    if not isinstance(body, Mapping):
        place.wrong("body", "it is no object with fields", _names(shape, given))
        return None
    hints, kept, before = _hints(shape), dict(given), len(place.errors)
    own = {field.name for field in dataclasses.fields(shape)} - set(given)
    for name in sorted(str(key) for key in body if key not in own):
        place.wrong(name, "there is no such field", _names(shape, given))
    for field in dataclasses.fields(shape):
        if field.name in given:
            continue
        value = _UNSAID
        if field.name in body:
            at = _Field(shape.__name__, field.name, place.path + field.name, place.context)
            value = _value(at, hints[field.name], body[field.name], place.errors)
        if value is _UNSAID:
            _missing(place, shape, field, kept)
        else:
            kept[field.name] = value
    return shape(**kept) if len(place.errors) == before else None


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a value stands: the shape and field that say what is meant, the path for an error."""

    shape: str
    name: str
    path: str
    context: Context


_UNSAID: Final = object()
"""A field left empty: missing, never zero."""


def _missing(
    place: _Place, shape: type, field: "dataclasses.Field[Any]", kept: dict[str, Any]
) -> None:
    if field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING:
        return
    if (shape.__name__, field.name) in MAY_BE_BLANK:
        kept[field.name] = ""
        return
    hint = _hints(shape)[field.name]
    right = values.wanted(hint, field.name)
    if (shape.__name__, field.name) in SAYS_NONE:
        right = f"{right}, or {SAID_NONE}"
    place.wrong(field.name, MISSING, right)


def _value(at: _Field, hint: Any, raw: Any, errors: list[Error]) -> Any:
    """One value by its type; _UNSAID if it was left empty."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        [inner] = [each for each in get_args(hint) if each is not types.NoneType]
        found = None if raw is None else _value(at, inner, raw, errors)
        return None if found is _UNSAID else found
    if origin is tuple:
        return _items(at, get_args(hint)[0], raw, errors)
    if origin is dict:
        return _pairs(at, get_args(hint)[1], raw, errors)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _shape(_Place(f"{at.path}.", at.context, errors), hint, raw, {})
    try:
        return _scalar(at, hint, raw)
    except Wrong as wrong:
        _wrong(errors, at.path, wrong.wrong, wrong.right)
    except EntryError as error:
        _wrong(errors, at.path, error.wrong, error.accepted)
    return None


def _items(at: _Field, hint: Any, raw: Any, errors: list[Error]) -> Any:
    if raw == "":
        return _UNSAID
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        _wrong(errors, at.path, "it is no list", "a list, which may be empty")
        return None
    least, most = COUNTS.get((at.shape, at.name), (0, ITEMS_MAX))
    if not least <= len(raw) <= most:
        _wrong(errors, at.path, f"it has {len(raw)} entries", f"{least} to {most}")
        return None
    found = []
    for number, item in enumerate(raw):
        each = _value(dataclasses.replace(at, path=f"{at.path}.{number}"), hint, item, errors)
        if each is _UNSAID:
            _wrong(errors, f"{at.path}.{number}", "it is empty", "a value, or leave the entry out")
        found.append(each)
    return tuple(found)


def _pairs(at: _Field, hint: Any, raw: Any, errors: list[Error]) -> Any:
    if not isinstance(raw, Mapping):
        _wrong(errors, at.path, "it is no object with fields", "names with values")
        return None
    return {
        str(key): _value(dataclasses.replace(at, path=f"{at.path}.{key}"), hint, item, errors)
        for key, item in raw.items()
    }


def _scalar(at: _Field, hint: Any, raw: Any) -> Any:
    if hint is bool:
        return values.truth(raw) if raw != "" else _UNSAID
    if not isinstance(raw, str):
        raise Wrong("it is no text", values.wanted(hint, at.name))
    text = raw.strip()
    if hint is not str and not text:
        return _UNSAID
    words = CHOICES.get((at.shape, at.name))
    if words and text and text not in words:
        raise Wrong(f"{text!r} is none of the choices", f"one of {', '.join(words)}")
    return _READERS.get(hint, _by_kind)(at, hint, raw if hint is str else text)


def _by_kind(at: _Field, hint: Any, text: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return values.choice(hint, text)
    return values.quantity(hint, at.name, text)


def _text(at: _Field, _: Any, text: str) -> Any:
    most = TEXT_MAX if at.name in FREE_TEXTS else LENGTHS.get(at.name, LINE_MAX)
    if not text.strip():
        return _UNSAID
    if (at.shape, at.name) in SAYS_NONE and text.strip().casefold() == SAID_NONE:
        return ""
    return values.text(text, most)


def _instant(at: _Field, _: Any, text: str) -> datetime:
    latest = None if at.name in AHEAD else at.context.now + CLOCK_SKEW
    return values.instant(text, at.context.zone, latest=latest)


def _date(at: _Field, _: Any, text: str) -> date:
    today = at.context.now.astimezone(at.context.zone).date()
    return values.day(text, latest=None if at.name in AHEAD else today)


_READERS: Final[dict[Any, Callable[[_Field, Any, str], Any]]] = {
    str: _text,
    datetime: _instant,
    date: _date,
    UUID: lambda _at, _hint, text: values.identifier(text),
    int: lambda at, _hint, text: values.whole(text, at.name),
    Decimal: lambda _at, _hint, text: values.number(text),
    values.Kg: lambda at, _hint, text: read_weight(text, argument=at.path),
    values.Cm: lambda at, _hint, text: read_height(text, argument=at.path),
}


def _names(shape: type, given: Mapping[str, Any]) -> str:
    own = [field.name for field in dataclasses.fields(shape) if field.name not in given]
    return f"one of {', '.join(own)}" if own else "no fields at all"


def _wrong(errors: list[Error], field: str, wrong: str, right: str) -> None:
    errors.append(Error(field=field, wrong=wrong, right=right))
