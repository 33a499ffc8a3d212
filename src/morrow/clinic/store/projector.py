"""What computes a projection: tables that hold only what follows from facts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from morrow.care.recorded import Recorded
from morrow.clinic.store.pending import put

__all__ = ["Projector", "put"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """Keeps some tables in step with the journal, in the transaction of each append.

    `apply` sees, in order, every recorded fact whose class is in `facts`, and depends on nothing
    but that fact and the projector's own tables: no clock, no random number.  It stores rows by
    `put`, or by the ORM.  The tables have natural primary keys (no AutoField), so that a
    rebuild gives equal rows.
    """

    name: str
    models: tuple[type[Model], ...]
    facts: tuple[type, ...]
    apply: Callable[[Recorded[Any]], None]
