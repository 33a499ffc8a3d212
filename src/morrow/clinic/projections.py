"""All projections, in the order in which they see a fact.  Each app adds its `PROJECTORS`."""

from morrow.clinic.people import projections as people
from morrow.clinic.store.projector import Projector

ALL: tuple[Projector, ...] = (*people.PROJECTORS,)
