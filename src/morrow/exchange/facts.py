"""Facts as JSON and back: for the journal, for `morrow replay` and for tests.

A fact's class name is its kind, its `VERSION` the version of its shape.  The JSON is canonical:
sorted keys, no spaces, decimals as texts, instants in UTC.  A kind or version that we do not know
is an error, and so is a key that the shape does not have.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from pydantic import ConfigDict, TypeAdapter, ValidationError

from morrow.care import clinic, patient
from morrow.care.protocols import facts as protocols
from morrow.care.visit import facts as visit

Body = dict[str, Any]
Lift = Callable[[Body], Body]

LIFTS: Final[dict[tuple[str, int], Lift]] = {
    ("ProtocolPrepared", 1): lambda body: {**body, "covers": ""},
}
"""From a kind and an old version: what turns its body into the next version's."""


class UnknownKind(Exception):
    """A kind, or a version of one, that this program cannot read.  Nothing is skipped."""


class UnreadableFact(ValueError):
    """A body that does not have the shape of its kind."""


@dataclasses.dataclass(frozen=True)
class Codec:
    """Reads and writes the facts of `classes`, lifting old versions by `lifts`."""

    classes: tuple[type, ...]
    lifts: Mapping[tuple[str, int], Lift]

    @cached_property
    def _adapters(self) -> dict[str, tuple[int, TypeAdapter[Any]]]:
        kinds = {cls.__name__: cls for cls in self.classes}
        if len(kinds) != len(self.classes):
            raise ValueError("two classes of facts have one name, so one kind")
        for cls in self.classes:
            _forbid_unknown_keys(cls)
        return {
            kind: (getattr(cls, "VERSION"), TypeAdapter(cls))  # noqa: B009  (facts share no base)
            for kind, cls in kinds.items()
        }

    def encode(self, fact: Any) -> Body:
        """Return the fact's fields as JSON values.

        Raises UnknownKind for a class that is not registered, and UnreadableFact for a fact that
        would not come back as it went (a float, a field of the wrong type).
        """
        kind = type(fact).__name__
        body = as_json(fact)
        if self.decode(kind, type(fact).VERSION, body) != fact:
            raise UnreadableFact(f"{kind} would not come back from the journal as it went: {body}")
        return body

    def decode(self, kind: str, version: int, body: Mapping[str, Any] | str) -> Any:
        """Return the fact in `body`, a mapping or JSON text of this kind and version."""
        current, adapter = self._find(kind)
        if version != current:
            body = self._lifted(kind, version, current, body)
        try:
            if isinstance(body, str):
                return adapter.validate_json(body)
            return adapter.validate_python(body)
        except ValidationError as error:
            raise UnreadableFact(f"{kind} version {version}: {_problems(error)}") from None

    def _find(self, kind: str) -> tuple[int, TypeAdapter[Any]]:
        if kind not in self._adapters:
            raise UnknownKind(f"no such kind of fact: {kind}")
        return self._adapters[kind]

    def _lifted(self, kind: str, version: int, current: int, body: Mapping[str, Any] | str) -> Body:
        lifted: Body = json.loads(body) if isinstance(body, str) else dict(body)
        while version != current:
            lift = self.lifts.get((kind, version))
            if lift is None:
                raise UnknownKind(f"{kind} version {version}: this program reads {current}")
            lifted, version = lift(lifted), version + 1
        return lifted


CODEC: Final = Codec(classes=(*clinic.ALL, *patient.ALL, *protocols.ALL, *visit.ALL), lifts=LIFTS)


def as_json(shape: Any) -> Body:
    """Return the fields of any dataclass of the core, a command's too, as JSON values.

    Raises UnreadableFact for a value that has no exact form.
    """
    body: Body = _json_values(dataclasses.asdict(shape))
    return body


def _forbid_unknown_keys(annotation: Any) -> None:
    """Tell pydantic to refuse keys that a dataclass, or one inside it, does not have.

    The setting can only stand on the class, and care/ knows nothing of pydantic.
    """
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        if "__pydantic_config__" not in vars(annotation):
            setattr(annotation, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010
            for hint in get_type_hints(annotation).values():
                _forbid_unknown_keys(hint)
    for argument in get_args(annotation):
        _forbid_unknown_keys(argument)


def _problems(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
        for problem in error.errors(include_url=False)
    )


def _json_values(value: Any) -> Any:
    """Turn a fact's values into JSON's, or raise UnreadableFact for one that has no exact form."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)  # a StrEnum's own value
        case Decimal() if value.is_finite():
            return str(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Mapping():
            return {str(_json_values(key)): _json_values(item) for key, item in value.items()}
        case tuple() | list():
            return [_json_values(item) for item in value]
        case set() | frozenset():
            return sorted(map(_json_values, value))
        case UUID():
            return str(value)
        case time() | date() if not isinstance(value, datetime):
            return value.isoformat()
    raise UnreadableFact(f"{value!r} has no exact form in a fact")
