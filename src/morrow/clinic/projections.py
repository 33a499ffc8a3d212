"""All projections, in the order in which they see a fact.  Each app adds its `PROJECTORS`."""

from morrow.clinic.store.projector import Projector

ALL: tuple[Projector, ...] = ()
