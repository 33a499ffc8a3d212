"""Facts as JSON and back: canonical, exact, and nothing unknown is read."""

import dataclasses
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from morrow.exchange.facts import CODEC, Codec, UnknownKind, UnreadableFact


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    VERSION: ClassVar[int] = 3
    value: Decimal
    at: datetime
    day: date
    id: UUID
    colour: Colour
    parts: tuple[Part, ...] = ()
    tags: frozenset[str] = frozenset()
    answers: dict[str, str] = dataclasses.field(default_factory=dict)
    missing: Decimal | None = None


SAMPLE = Sampled(
    value=Decimal("0.50"),
    at=datetime(2027, 1, 4, 10, 30, 0, 1, tzinfo=timezone(timedelta(hours=1))),
    day=date(2027, 1, 4),
    id=UUID(int=1),
    colour=Colour.RED,
    parts=(Part(value=Decimal("1E+2")),),
    tags=frozenset({"b", "a"}),
    answers={"q": "yes"},
)
BODY: dict[str, Any] = {
    "value": "0.50",
    "at": "2027-01-04T09:30:00.000001Z",
    "day": "2027-01-04",
    "id": "00000000-0000-0000-0000-000000000001",
    "colour": "red",
    "parts": [{"value": "1E+2"}],
    "tags": ["a", "b"],
    "answers": {"q": "yes"},
    "missing": None,
}


def lift_1(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "colour": "red"}


def lift_2(body: dict[str, Any]) -> dict[str, Any]:
    return {("value" if key == "amount" else key): value for key, value in body.items()}


@pytest.fixture
def codec() -> Codec:
    return Codec(classes=(Sampled,), lifts={("Sampled", 1): lift_1, ("Sampled", 2): lift_2})


def test_a_fact_is_written_exactly_and_comes_back_equal(codec: Codec) -> None:
    assert codec.encode(SAMPLE) == BODY
    assert codec.decode("Sampled", 3, BODY) == SAMPLE


def test_an_old_version_is_lifted_step_by_step(codec: Codec) -> None:
    old = {key: value for key, value in BODY.items() if key not in {"colour", "value"}}
    assert codec.decode("Sampled", 1, old | {"amount": "0.50"}) == SAMPLE


@pytest.mark.parametrize(("kind", "version"), [("Smapled", 3), ("Sampled", 4), ("Sampled", 0)])
def test_an_unknown_kind_or_version_is_named(codec: Codec, kind: str, version: int) -> None:
    with pytest.raises(UnknownKind, match=kind):
        codec.decode(kind, version, BODY)


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"parts": [{"value": "1", "extra": 1}]},
        {"value": "half"},
        {"value": "NaN"},
        {"colour": "blue"},
        {"at": "yesterday"},
        {"id": "1"},
    ],
)
def test_a_body_of_another_shape_is_refused(codec: Codec, change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFact, match=f"Sampled version 3: {next(iter(change))}"):
        codec.decode("Sampled", 3, BODY | change)


@pytest.mark.parametrize(
    "change",
    [
        {"value": 0.5},
        {"value": Decimal("NaN")},
        {"value": "0.5"},
        {"at": datetime(2027, 1, 4)},  # noqa: DTZ001  (that is the point)
        {"answers": {"q": 1.5}},
        {"missing": object()},
    ],
)
def test_a_fact_that_would_not_come_back_is_refused(codec: Codec, change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFact):
        codec.encode(dataclasses.replace(SAMPLE, **change))


def test_no_registered_fact_holds_a_float_and_all_have_a_version() -> None:
    for cls in CODEC.classes:
        assert isinstance(getattr(cls, "VERSION"), int), cls  # noqa: B009
        schema = str(TypeAdapter(cls).json_schema(mode="serialization"))
        assert "'type': 'number'" not in schema, cls


def test_times_are_utc() -> None:
    assert SAMPLE.at.astimezone(UTC).isoformat() == "2027-01-04T09:30:00.000001+00:00"
