"""A fact as the journal keeps it: what happened, and who wrote it down, when and from where."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

FactT_co = TypeVar("FactT_co", covariant=True)


class Origin(StrEnum):
    """Where a fact came from."""

    PERSON = "person"
    DEVICE = "device"
    CLOCK = "clock"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Generic[FactT_co]):
    """A fact in its envelope.  Instants are aware UTC datetimes.

    `happened_at` is when it was true at the chair, `recorded_at` when it reached the journal: a
    late entry keeps both.  `by` is the id of a person or machine, `role` the capacity in which
    they wrote, `device` the tablet or gateway.  `position` is its place in the order of
    visibility over all streams, `version` its place in its own stream, from 1.
    """

    fact: FactT_co
    id: UUID
    stream: str
    version: int
    position: int
    by: str
    role: str
    origin: Origin
    device: str
    clinic: str
    happened_at: datetime
    recorded_at: datetime
