"""All projections, in the order in which they see a fact.  Each app adds its `PROJECTORS`."""

from morrow.clinic.bedside import projections as bedside
from morrow.clinic.director import projections as director
from morrow.clinic.patients import projections as patients
from morrow.clinic.people import projections as people
from morrow.clinic.protocols import projections as protocols
from morrow.clinic.store.projector import Projector
from morrow.clinic.visits import projections as visits

ALL: tuple[Projector, ...] = (
    *people.PROJECTORS,
    *bedside.PROJECTORS,
    *patients.PROJECTORS,
    *protocols.PROJECTORS,
    *visits.PROJECTORS,
    *director.PROJECTORS,
)
