"""Patients, doses and observations out of a NONMEM-style dataset (see `nonmem`).

Nothing is guessed: a rate that a model would estimate, steady state, resets, covariates that change
and times that go backwards are refused, with what is accepted.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, TypeVar

from morrow.pharmacology.interchange.exact import quotient
from morrow.pharmacology.interchange.nonmem import ANCESTRY, Measured, Subject
from morrow.pharmacology.interchange.nonmem_rows import DatasetError, Fault, Row, rows
from morrow.pharmacology.interchange.numbering import Numbering, numbering_of
from morrow.pharmacology.model import Drug, Model, Patient, Route
from morrow.pharmacology.regimen import MOST_DOSES, Dose, Regimen, RegimenError

EVENTS: Final = {Decimal(0): "an observation", Decimal(1): "a dose"}
FLAGS: Final = {Decimal(0): "no", Decimal(1): "yes"}
DOSES_MAX: Final = 200_000  # in one file, additional ones included
Named = TypeVar("Named", Route, str)
READ: Final = frozenset(
    {"ID", "TIME", "AMT", "RATE", "DV", "EVID", "CMT", "MDV", "ADDL", "II", "SS", "WT", "AGE"}
) | set(ANCESTRY)


def read_dataset(raw: bytes, *, model: Model, drug: Drug) -> tuple[Subject, ...]:
    """The patients of a file; DatasetError names every fault with its line."""
    listed, numbers = rows(raw), numbering_of(model, drug)
    if not listed:
        raise DatasetError([Fault(line=2, column="", wrong="there is no row", right="a dose")])
    found, doses = [], 0
    for _, group in groupby(listed, key=lambda row: row.cells.get("ID", "")):
        own = list(group)
        found.append(subject := _subject(own, numbers, drug))
        doses += len(subject.regimen.doses) if subject else 0
        if doses > DOSES_MAX:
            own[0].fault("", "too many doses", f"at most {DOSES_MAX:,} in one file")
            break
    _check_apart(listed)
    faults = [fault for row in listed for fault in row.faults]
    if faults:
        raise DatasetError(sorted(faults, key=lambda fault: fault.line))
    subjects = [subject for subject in found if subject is not None]
    assert len(subjects) == len(found), "a patient was lost without a fault"
    return tuple(subjects)


def _check_apart(listed: Sequence[Row]) -> None:
    """Rows of one ID stand together: NONMEM takes what comes later for another patient."""
    seen: set[str] = set()
    before = None
    for row in listed:
        ident = row.cells.get("ID", "")
        if ident != before and ident in seen:
            row.fault("ID", f"{ident} comes again after another", "the rows of a patient together")
        seen.add(ident)
        before = ident


def _subject(own: list[Row], numbers: Numbering, drug: Drug) -> Subject | None:
    """One patient; None where a row was at fault, and says so."""
    first = own[0]
    ident = first.given("ID", "a whole number")
    whole = first.check("ID", ident, lambda x: x == x.to_integral_value() and x > 0, "1, 2, ...")
    patient, others = _patient(first), _others(own)
    _check_constant(own)
    _check_times(own)
    doses, measured = _events(own, numbers)
    regimen = _regimen(own, doses, drug)
    if patient is None or regimen is None or ident is None or not whole:
        return None
    return Subject(
        number=int(ident),
        patient=patient,
        regimen=regimen,
        measured=tuple(measured),
        covariates=others,
    )


def _patient(row: Row) -> Patient | None:
    weight, age = row.given("WT", "kg"), row.number("AGE")
    asian, japanese = (row.one_of(name, FLAGS, None) for name in ANCESTRY)
    if not row.check("WT", weight, lambda x: x > 0, "kg above 0") or weight is None:
        return None
    if age is not None and not row.check("AGE", age, lambda x: x >= 0, "years from 0 on"):
        return None
    return Patient(
        weight_kg=float(weight),
        age_y=None if age is None else float(age),
        asian=None if asian is None else bool(asian),
        japanese=None if japanese is None else bool(japanese),
    )


def _others(own: list[Row]) -> dict[str, float | None]:
    names = [name for name in own[0].cells if name not in READ]
    found = {name: own[0].number(name) for name in names}
    return {name: None if value is None else float(value) for name, value in found.items()}


def _check_constant(own: list[Row]) -> None:
    """A patient has one weight, one age, one of everything that is no event."""
    events = READ - {"WT", "AGE", *ANCESTRY}
    for row in own[1:]:
        for name, cell in row.cells.items():
            if name not in events and cell != own[0].cells.get(name):
                wrong = f"{cell[:30]} after {own[0].cells.get(name, '')[:30]} in one patient"
                row.fault(name, wrong, "one value a patient, or no such column")


def _check_times(own: list[Row]) -> None:
    before: Decimal | None = None
    for row in own:
        time = row.given("TIME", "minutes")
        if time is not None and before is not None and time < before:
            row.fault("TIME", f"{time} comes after {before}", "times of one patient not backwards")
        before = before if time is None else time


def _events(own: list[Row], numbers: Numbering) -> tuple[list[Dose], list[Measured]]:
    doses: list[Dose] = []
    measured: list[Measured] = []
    for row in own:
        kind = row.one_of("EVID", EVENTS, None)
        if row.cells.get("EVID", "") in {"", "."}:
            row.fault("EVID", "missing", "0 (an observation) or 1 (a dose)")
        if kind == 1:
            _check_order(row, measured)
            doses.extend(_doses(row, numbers))
            if len(doses) > MOST_DOSES:
                row.fault("", "too many doses", f"at most {MOST_DOSES:,} a patient")
                break
        elif kind == 0:
            measured.extend(_measured(row, numbers))
    return doses, measured


def _check_order(row: Row, measured: Sequence[Measured]) -> None:
    """Before a dose given at once, an observation of the same minute would be read as after it."""
    time = row.number("TIME")
    if time is None or not measured or row.number("RATE"):
        return
    if measured[-1].time_min == float(time):
        row.fault(
            "TIME",
            f"an observation at {time} min stands before the dose given at once then",
            "the observation earlier in time, or after the dose",
        )


def _doses(row: Row, numbers: Numbering) -> Iterator[Dose]:
    time, amount = row.number("TIME"), row.given("AMT", "mg given")
    route = _by_number(row, numbers.route, numbers)
    if row.cells.get("DV", "") not in {"", ".", "0"}:
        row.fault("DV", "a dose has none", ".")
    if row.one_of("MDV", FLAGS, 1) != 1:
        row.fault("MDV", "0 on a dose", "1")
    if row.number("SS"):
        row.fault("SS", "steady state is not read", "the doses themselves, or ADDL and II")
    minutes, moments = _minutes(row, amount, route), list(_moments(row, time))
    if not row.check("AMT", amount, lambda x: float(x) > 0, "more than 0 mg") or minutes is None:
        return
    if route is None or amount is None:
        return
    for at_min in moments:
        try:
            yield Dose(route=route, at_min=at_min, amount_mg=float(amount), over_min=minutes)
        except RegimenError as error:
            row.fault("AMT", str(error), "a dose that can be given")
            return


def _minutes(row: Row, amount: Decimal | None, route: Route | None) -> float | None:
    """How long a dose runs, from AMT and RATE; 0 at once."""
    rate = row.number("RATE")
    if rate is None or rate == 0:
        return 0.0
    right = "a rate above 0 in mg/min for an infusion, or 0 at once"
    if rate < 0:
        what = {
            Decimal(-1): " (a rate to be estimated)",
            Decimal(-2): " (a duration to be estimated)",
        }
        row.fault("RATE", f"{rate}{what.get(rate, '')} is not read", right)
        return None
    if route is not None and route is not Route.IV:
        row.fault("RATE", f"no rate by {route} route", "0: the model knows how it is taken up")
        return None
    return None if amount is None else quotient(amount, rate)


def _moments(row: Row, time: Decimal | None) -> Iterator[float]:
    """The minutes of a dose and of its additional ones."""
    more, every = row.number("ADDL") or Decimal(0), row.number("II")
    if time is None:
        return
    whole = row.check("ADDL", more, lambda x: x == x.to_integral_value() and x >= 0, "0, 1, 2, ...")
    if not whole or more == 0:
        yield float(time)
    elif more >= MOST_DOSES:
        row.fault("ADDL", f"{more} doses more", f"at most {MOST_DOSES:,} doses a patient")
    elif every is None or every <= 0:
        row.fault("II", "no interval for the additional doses", "minutes above 0")
    else:
        yield from (float(time + nth * every) for nth in range(int(more) + 1))


def _measured(row: Row, numbers: Numbering) -> Iterator[Measured]:
    for name in ("AMT", "RATE", "ADDL", "II", "SS"):
        if row.number(name):
            row.fault(name, "on an observation", "0 or .; or EVID 1")
    time, value = row.number("TIME"), row.number("DV")
    compound = _by_number(row, numbers.compound, numbers)
    unseen = row.one_of("MDV", FLAGS, 1 if value is None else 0)
    if not unseen and value is None:
        row.fault("DV", "missing, where MDV is 0", "ng/mL, or MDV 1")
    if value is not None and not row.check("DV", value, lambda x: x >= 0, "ng/mL from 0 on"):
        return
    if time is not None and compound is not None:
        told = None if unseen or value is None else float(value)
        yield Measured(time_min=float(time), compound=compound, ng_per_ml=told)


def _by_number(row: Row, known: Mapping[int, Named], numbers: Numbering) -> Named | None:
    """What the CMT stands for in this model."""
    cmt = row.given("CMT", str(numbers))
    if cmt is None:
        return None
    found = known.get(int(cmt)) if cmt == cmt.to_integral_value() else None
    if found is None:
        row.fault("CMT", f"{row.cells['CMT']} is not of this model", str(numbers))
    return found


def _regimen(own: list[Row], doses: Sequence[Dose], drug: Drug) -> Regimen | None:
    """The doses in order of time; a patient whose rows are at fault has had that said already."""
    if any(row.faults for row in own):
        return None
    try:
        return Regimen(drug=drug, doses=tuple(sorted(doses, key=lambda dose: dose.at_min)))
    except RegimenError as error:
        own[0].fault("", f"this patient: {error}", "doses that can be given")
        return None
