"""Hypothesis: any fact that may be recorded, with any content that its shape allows."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from morrow.care.visit.decide import RECORDABLE
from morrow.care.visit.events import EVENTS
from tests.care.visit.cast import START

TEXTS = st.sampled_from(
    ["", " ", "spo2.low", "ketamine", "Lorazepam", "PHQ-9", "negative", *(e.key for e in EVENTS)]
)
NUMBERS = st.one_of(
    st.integers(-3, 260).map(Decimal), st.sampled_from([Decimal("0.5"), Decimal("1E+3")])
)
IDS = st.integers(0, 40).map(lambda number: UUID(int=number))


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Values of an annotated type, small and often meeting one another."""
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS,
        bool: st.booleans(),
        int: st.integers(-2, 30),
        Decimal: NUMBERS,
        UUID: IDS,
        date: st.integers(-400, 400).map(lambda days: START.date() + timedelta(days=days)),
        datetime: st.integers(-600, 30).map(lambda m: START + timedelta(minutes=m)),
        NoneType: st.none(),
    }
    if kind in simple:
        return simple[kind]
    if hasattr(kind, "__supertype__"):
        return of_type(kind.__supertype__)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return st.one_of(*(of_type(one) for one in inner))
    if origin is tuple:
        return st.lists(of_type(inner[0]), max_size=7).map(tuple)
    if origin in {dict, Mapping}:
        return st.dictionaries(of_type(inner[0]), of_type(inner[1]), max_size=2)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    return built(kind)


def built(kind: type) -> st.SearchStrategy[Any]:
    """A dataclass with any content."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{one.name: of_type(hints[one.name]) for one in fields(kind)})


KINDS = sorted(RECORDABLE, key=lambda kind: kind.__name__)
ANY_FACT = st.one_of(*(built(kind) for kind in KINDS))
