"""The facts of a visit, past tense.  `ALL` is the registry that the journal's codec reads."""

from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning

ALL: tuple[type, ...] = (
    *planning.ALL,
    *check_in.ALL,
    *dosing.ALL,
    *monitoring.ALL,
    *leaving.ALL,
)
