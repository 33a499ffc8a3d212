"""Rows of visits kept in memory by their versions, for a page that shows hundreds of them.

A row follows from the facts of its own stream alone, and so does its patient's: with the same
versions it is the same row.  So most of a list costs a look at the versions, and no more.
"""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from morrow.clinic.store.kept import Kept
from morrow.clinic.visits.models import Visit

_KEY: Final = ("version", "patient__version", "patient__merged_into")
_kept: Final = Kept[UUID, tuple[tuple[object, ...], Visit]](2_000)


def of(wanted: QuerySet[Visit]) -> list[Visit]:
    """The rows of a query in its order, with their patients.  Nobody may change them."""
    keys = {found: tuple(key) for found, *key in wanted.values_list("id", *_KEY)}
    known = {each: found for each in keys if (found := _kept.get(each))}
    rows = {each: row for each, (key, row) in known.items() if key == keys[each]}
    if missing := keys.keys() - rows.keys():
        fresh = Visit.objects.filter(id__in=missing).select_related("patient")
        rows |= {row.id: row for row in fresh}
        _keep([rows[each] for each in missing if each in rows])
    return [rows[each] for each in keys if each in rows]


def _keep(rows: list[Visit]) -> None:
    for row in rows:
        _kept.put(row.id, ((row.version, row.patient.version, row.patient.merged_into), row))
