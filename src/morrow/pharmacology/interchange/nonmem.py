"""A NONMEM-style dataset: what it holds, and writing it.

    ID     whole number, the rows of one patient together
    TIME   minutes, not backwards          AMT   mg given          RATE  mg/min; 0 at once
    DV     ng/mL                           EVID  1 a dose, 0 an observation
    CMT    by `numbering`                  MDV   1 where there is no DV
    WT     kg                              AGE   years
    ASIAN, JAPANESE  1 yes, 0 no           `.` is missing

ADDL and II are read as the doses that they stand for.  A dose goes before an observation of the same
minute.  The drug is not in the columns: it is said beside the file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from morrow.pharmacology.engine import Trace
from morrow.pharmacology.interchange import exact
from morrow.pharmacology.interchange.numbering import Numbering, numbering_of
from morrow.pharmacology.model import EFFECT_SITE, Model, Patient
from morrow.pharmacology.regimen import Dose, Regimen

COLUMNS: Final = ("ID", "TIME", "AMT", "RATE", "DV", "EVID", "CMT", "MDV", "WT", "AGE")
ANCESTRY: Final = ("ASIAN", "JAPANESE")
MISSING: Final = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A concentration at a minute; None: there is a row, and no value in it."""

    time_min: float
    compound: str
    ng_per_ml: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One patient of a dataset.  `covariates` holds the columns that Morrow gives no meaning."""

    number: int
    patient: Patient
    regimen: Regimen
    measured: tuple[Measured, ...]
    covariates: Mapping[str, float | None] = field(default_factory=dict)


def simulated(trace: Trace, *, number: int = 1) -> Subject:
    """A trace as a patient with simulated observations in plasma, minute by minute."""
    plasma = {name: values for name, values in trace.ng_per_ml.items() if EFFECT_SITE not in name}
    measured = (
        Measured(time_min=time, compound=name, ng_per_ml=float(values[row]))
        for row, time in enumerate(trace.time_min.tolist())
        for name, values in plasma.items()
    )
    return Subject(
        number=number, patient=trace.patient, regimen=trace.regimen, measured=tuple(measured)
    )


def dataset(subjects: Sequence[Subject], model: Model) -> str:
    """The file, header first.  All subjects got one drug, by routes that the model has."""
    assert len({each.regimen.drug for each in subjects}) == 1, "one dataset, one drug"
    assert len({each.number for each in subjects}) == len(subjects), "each ID once"
    numbers = numbering_of(model, subjects[0].regimen.drug)
    ancestry = [
        name for name in ANCESTRY if any(_ancestry(each)[name] != MISSING for each in subjects)
    ]
    others = list(dict.fromkeys(name for each in subjects for name in each.covariates))
    header = [*COLUMNS, *ancestry, *others]
    rows = (row for each in subjects for row in _rows(each, numbers))
    lines = (",".join(row.get(name, MISSING) for name in header) for row in rows)
    return "\n".join([",".join(header), *lines]) + "\n"


def _rows(subject: Subject, numbers: Numbering) -> Iterator[Mapping[str, str]]:
    same = {"ID": str(subject.number), **_covariates(subject)}
    doses = ((dose.at_min, 0, _dose(dose, numbers)) for dose in subject.regimen.doses)
    seen = ((each.time_min, 1, _seen(each, numbers)) for each in subject.measured)
    for time, _, row in sorted([*doses, *seen], key=lambda each: each[:2]):
        yield {**same, "TIME": exact.written(time), **row}


def _dose(dose: Dose, numbers: Numbering) -> Mapping[str, str]:
    return {
        "AMT": exact.written(dose.amount_mg),
        "RATE": exact.rate(dose.amount_mg, dose.over_min) if dose.over_min else "0",
        "EVID": "1",
        "CMT": str(numbers.of_route(dose.route)),
        "MDV": "1",
    }


def _seen(each: Measured, numbers: Numbering) -> Mapping[str, str]:
    return {
        "DV": _optional(each.ng_per_ml),
        "EVID": "0",
        "CMT": str(numbers.of_compound(each.compound)),
        "MDV": "1" if each.ng_per_ml is None else "0",
    }


def _covariates(subject: Subject) -> Mapping[str, str]:
    known = {
        "WT": exact.written(subject.patient.weight_kg),
        "AGE": _optional(subject.patient.age_y),
        **_ancestry(subject),
    }
    return known | {name: _optional(value) for name, value in subject.covariates.items()}


def _ancestry(subject: Subject) -> Mapping[str, str]:
    answers: Iterable[bool | None] = (subject.patient.asian, subject.patient.japanese)
    words = {None: MISSING, True: "1", False: "0"}
    return dict(zip(ANCESTRY, (words[each] for each in answers), strict=True))


def _optional(value: float | None) -> str:
    return MISSING if value is None else exact.written(float(value))
