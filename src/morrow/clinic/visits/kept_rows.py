"""Rows of visits kept in memory by their versions, for a page that shows hundreds of them.

A row follows from the facts of its own stream alone, and so does its patient's: with the same
versions it is the same row.  So most of a list costs a look at the versions, and no more.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from morrow.clinic.visits.models import Visit

_KEPT_MAX: Final = 2_000
_KEY: Final = ("version", "patient__version", "patient__merged_into")
_kept: Final[OrderedDict[UUID, tuple[tuple[object, ...], Visit]]] = OrderedDict()
_lock: Final = Lock()


def of(wanted: QuerySet[Visit]) -> list[Visit]:
    """The rows of a query in its order, with their patients.  Nobody may change them."""
    keys = {found: tuple(key) for found, *key in wanted.values_list("id", *_KEY)}
    with _lock:
        rows = {each: _kept[each][1] for each, key in keys.items() if _is_kept(each, key)}
    if missing := keys.keys() - rows.keys():
        fresh = Visit.objects.filter(id__in=missing).select_related("patient")
        rows |= {row.id: row for row in fresh}
        _keep([rows[each] for each in missing if each in rows])
    return [rows[each] for each in keys if each in rows]


def _is_kept(visit: UUID, key: tuple[object, ...]) -> bool:
    return visit in _kept and _kept[visit][0] == key


def _keep(rows: list[Visit]) -> None:
    with _lock:
        for row in rows:
            _kept[row.id] = ((row.version, row.patient.version, row.patient.merged_into), row)
            _kept.move_to_end(row.id)
        while len(_kept) > _KEPT_MAX:
            _kept.popitem(last=False)
