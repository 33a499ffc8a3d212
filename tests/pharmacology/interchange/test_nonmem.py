"""NONMEM-style datasets: read strictly, written exactly, and the same again after both.

What the columns mean is the convention of NONMEM's users: a duration is AMT / RATE, ADDL further doses
follow every II, EVID is 1 for a dose and 0 for an observation, the rows of an ID stand together.
"""

from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.pharmacology import (
    Dose,
    Drug,
    Patient,
    Regimen,
    Route,
    infusion,
    models,
    simulate,
    sprays,
)
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.interchange import (
    DatasetError,
    Measured,
    Subject,
    dataset,
    exact,
    nonmem_reading,
    nonmem_rows,
    numbering_of,
    read_dataset,
    simulated,
)
from morrow.pharmacology.model import Model

OTTO: Final = models.ALL["otto_2021"]
NASAL: Final = models.ALL["perezruixo_2021"]
ADULT: Final = Patient(weight_kg=70, age_y=24)
HEADER: Final = "ID,TIME,AMT,RATE,DV,EVID,CMT,MDV,WT,AGE"
DOSE: Final = "1,0,35,0.875,.,1,1,1,70,24"


def read(
    *lines: str, header: str = HEADER, model: Model = OTTO, drug: Drug = Drug.ESKETAMINE
) -> tuple[Subject, ...]:
    return read_dataset("\n".join((header, *lines)).encode(), model=model, drug=drug)


def faults(*lines: str, header: str = HEADER, model: Model = OTTO) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        read(*lines, header=header, model=model)
    return [str(fault) for fault in caught.value.faults]


def test_a_dataset_by_hand() -> None:
    """35 mg at 0.875 mg/min run for 40 min; CMT 2 is the second compound that Otto 2021 tells."""
    [one, two] = read(
        DOSE,
        "1,40,.,.,150.5,0,1,0,70,24",
        "1,40,0,0,.,0,2,1,70,24",
        "7,0,10,0,0,1,1,.,62.5,.",
    )
    assert one == Subject(
        number=1,
        patient=ADULT,
        regimen=Regimen(drug=Drug.ESKETAMINE, doses=(infusion(amount_mg=35, over_min=40),)),
        measured=(
            Measured(time_min=40, compound="S-ketamine", ng_per_ml=150.5),
            Measured(time_min=40, compound="S-norketamine", ng_per_ml=None),
        ),
    )
    assert two.patient == Patient(weight_kg=62.5)
    assert two.regimen.doses == (Dose(route=Route.IV, at_min=0, amount_mg=10),)
    assert two.number == 7


def test_further_doses_follow_at_their_interval() -> None:
    [one] = read(f"{DOSE},2,1440", header=f"{HEADER},ADDL,II")
    assert [dose.at_min for dose in one.regimen.doses] == [0, 1440, 2880]
    assert {dose.over_min for dose in one.regimen.doses} == {40}


def test_the_depots_of_a_model_take_its_routes() -> None:
    """Perez-Ruixo 2021 tells two compounds, and has a nasal and an oral route beside the vein."""
    numbers = numbering_of(NASAL, Drug.ESKETAMINE)
    assert dict(numbers.route) == {1: Route.IV, 3: Route.NASAL, 4: Route.ORAL}
    assert dict(numbers.compound) == {1: "S-ketamine", 2: "S-norketamine"}
    [one] = read("1,0,28,0,.,1,3,1,70,24", "1,5,28,.,.,1,3,1,70,24", model=NASAL)
    assert one.regimen.doses == sprays(56)


def test_ancestry_and_columns_of_others_are_kept() -> None:
    header = f"{HEADER},ASIAN,JAPANESE,CRP"
    [one] = read(f"{DOSE},1,0,3.5", header=header)
    assert (one.patient.asian, one.patient.japanese) == (True, False)
    assert one.covariates == {"CRP": 3.5}
    assert read_dataset(dataset([one], OTTO).encode(), model=OTTO, drug=Drug.ESKETAMINE) == (one,)


# ── there and back ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", models.ALL.values(), ids=list(models.ALL))
def test_a_simulated_regimen_comes_back_as_it_was(model: Model) -> None:
    for route in model.routes:
        first = (
            infusion(amount_mg=35, over_min=37.3)
            if route is Route.IV
            else Dose(route=route, at_min=0, amount_mg=28)
        )
        doses = (first, infusion(amount_mg=1 / 3, over_min=0.1, at_min=100 / 7))
        regimen = Regimen(drug=model.drugs[0], doses=doses[:1] if route is Route.IV else doses)
        trace = simulate(model.extrapolated(), Patient(weight_kg=200 / 3), regimen, [0, 1, 60.1])
        assert isinstance(trace, Trace)
        subject = simulated(trace, number=3)
        text = dataset([subject], model)
        assert read_dataset(text.encode(), model=model, drug=regimen.drug) == (subject,)


positive = st.floats(1e-3, 1e6)


@given(data=st.data(), weight=positive, age=st.none() | st.floats(0, 120))
def test_any_regimen_comes_back_to_the_last_digit(
    data: st.DataObject, weight: float, age: float | None
) -> None:
    doses, now = [], 0.0
    for amount, over in data.draw(st.lists(st.tuples(positive, st.floats(0.02, 5e3)), min_size=1)):
        doses.append(infusion(amount_mg=amount, over_min=over, at_min=now))
        now = doses[-1].until_min + data.draw(st.floats(0, 1e4))
    seen = [
        Measured(time_min=at, compound="S-norketamine", ng_per_ml=value)
        for at, value in sorted(data.draw(st.dictionaries(positive, st.none() | positive)).items())
    ]
    subject = Subject(
        number=12,
        patient=Patient(weight_kg=weight, age_y=age),
        regimen=Regimen(drug=Drug.KETAMINE, doses=tuple(doses)),
        measured=tuple(seen),
    )
    text = dataset([subject], OTTO)
    [back] = read_dataset(text.encode(), model=OTTO, drug=Drug.KETAMINE)
    assert back == subject
    assert dataset([back], OTTO) == text


def test_a_rate_has_no_more_digits_than_it_needs() -> None:
    assert exact.rate(35, 40) == "0.875"
    assert exact.rate(10, 30) == "0.33333333333333333"
    assert exact.written(70.0) == "70"


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,0,35,-1,.,1,1,1,70,24", "RATE: -1 (a rate to be estimated) is not read; right: a rate"),
        ("1,0,35,-2,.,1,1,1,70,24", "RATE: -2 (a duration to be estimated) is not read"),
        ("1,0,35,-3,.,1,1,1,70,24", "RATE: -3 is not read"),
        ("1,0,0,0,.,1,1,1,70,24", "AMT: 0 cannot be; right: more than 0 mg"),
        ("1,0,.,0,.,1,1,1,70,24", "AMT: missing"),
        ("1,0,35,9999,.,1,1,1,70,24", "AMT: a dose cannot last"),
        ("1,0,35,0.875,7,1,1,1,70,24", "DV: a dose has none"),
        ("1,0,35,0.875,.,1,1,0,70,24", "MDV: 0 on a dose"),
        ("1,0,35,0.875,.,1,2,1,70,24", "CMT: 2 is not of this model; right: doses by CMT: 1 iv"),
        ("1,0,35,0.875,.,1,1.5,1,70,24", "CMT: 1.5 is not of this model"),
        ("1,0,35,0.875,.,1,.,1,70,24", "CMT: missing"),
        ("1,0,35,0.875,.,4,1,1,70,24", "EVID: 4 is not read; right: 0 (an observation) or 1"),
        ("1,0,35,0.875,.,.,1,1,70,24", "EVID: missing"),
        ("1,.,35,0.875,.,1,1,1,70,24", "TIME: missing"),
        ("1,08:30,35,0.875,.,1,1,1,70,24", "TIME: '08:30' is not a number"),
        ("1,0,35,0.875,.,1,1,1,.,24", "WT: missing"),
        ("1,0,35,0.875,.,1,1,1,0,24", "WT: 0 cannot be; right: kg above 0"),
        ("1,0,35,0.875,.,1,1,1,70,-1", "AGE: -1 cannot be"),
        ("1,0,35,1e400,.,1,1,1,70,24", "RATE: '1e400' is not a number"),
        ("1,0,nan,0,.,1,1,1,70,24", "AMT: 'nan' is not a number"),
        ("0,0,35,0.875,.,1,1,1,70,24", "ID: 0 cannot be"),
        ("A,0,35,0.875,.,1,1,1,70,24", "ID: 'A' is not a number"),
        ("1,0,35", "3 cells under a header of 10"),
        ("1,0,.,.,5,0,1,0,70,24", "this patient: a regimen needs at least one dose"),
    ],
)
def test_a_first_row_that_cannot_be_taken_says_why(row: str, said: str) -> None:
    found = faults(row)
    assert any(f"line 2, {said}" in fault or f"line 2: {said}" in fault for fault in found), found


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,-1,.,.,5,0,1,0,70,24", "TIME: -1 comes after 0"),
        ("1,5,.,.,.,0,1,0,70,24", "DV: missing, where MDV is 0"),
        ("1,5,.,.,-5,0,1,0,70,24", "DV: -5 cannot be"),
        ("1,5,3,.,5,0,1,0,70,24", "AMT: on an observation"),
        ("1,5,.,.,5,0,3,0,70,24", "CMT: 3 is not of this model"),
        ("1,5,.,.,5,0,1,2,70,24", "MDV: 2 is not read; right: 0 (no) or 1 (yes)"),
        ("1,5,.,.,5,0,1,0,71,24", "WT: 71 after 70 in one patient"),
    ],
)
def test_a_later_row_that_cannot_be_taken_says_why(row: str, said: str) -> None:
    found = faults(DOSE, row)
    assert [fault for fault in found if fault.startswith(f"line 3, {said}")], found


def test_every_fault_is_named_at_once_in_order_of_lines() -> None:
    found = faults("1,0,35,-2,.,1,1,1,70,x", "1,5,.,.,x,0,9,0,70,x", "2,0,.,0,.,1,1,1,.,24")
    lines = [fault.split(",")[0] for fault in found]
    assert set(lines) == {"line 2", "line 3", "line 4"}
    assert lines == sorted(lines)
    assert len(found) == len(set(found)) >= 6


@pytest.mark.parametrize(("count", "more"), [(50, ""), (51, "and 1 more")])
def test_the_words_of_an_error_stay_readable(count: int, more: str) -> None:
    rows = [DOSE.replace("1,", f"{nth},", 1).replace("0.875", "-1") for nth in range(1, count + 1)]
    with pytest.raises(DatasetError) as caught:
        read(*rows)
    assert len(caught.value.faults) == count
    assert str(caught.value).endswith(more or "or 0 at once")
    assert len(str(caught.value).splitlines()) == min(count, 51)


def test_a_dose_at_once_stands_before_an_observation_of_its_minute() -> None:
    before = ("1,5,.,.,5,0,1,0,70,24", "1,5,10,0,.,1,1,1,70,24")
    [fault] = faults(DOSE.replace("0.875", "35"), *before)
    assert "stands before the dose given at once" in fault
    assert read(DOSE.replace("0.875", "35"), *reversed(before))


def test_rows_of_one_patient_stand_together() -> None:
    other = DOSE.replace("1,", "2,", 1)
    [fault] = faults(DOSE, other, "1,60,.,.,5,0,1,0,70,24", "1,60,35,0,.,1,1,1,70,24")[:1]
    assert fault.startswith("line 4, ID: 1 comes again after another")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("1,0,0", "SS: steady state is not read"),
        ("0,3,0", "II: no interval"),
        ("0,10000,5", "ADDL: 10000 doses more; right: at most 10,000 doses a patient"),
        ("0,1.5,5", "ADDL: 1.5 cannot be"),
        ("0,3,30", "this patient: an iv infusion at 30 min overlaps"),
    ],
)
def test_steady_state_and_impossible_intervals_are_refused(cells: str, said: str) -> None:
    [fault] = faults(f"{DOSE},{cells}", header=f"{HEADER},SS,ADDL,II")
    assert said in fault


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("ID,TIME,AMT,DV,EVID,CMT", "line 1, WT: the column is missing"),
        (f"{HEADER},WT", "line 1, WT: stands twice"),
        (f"{HEADER},weight", "line 1: 'weight' is no column name"),
        (",".join((HEADER, *(f"X{n}" for n in range(60)))), "70 columns; right: at most 60"),
    ],
)
def test_a_header_that_cannot_be_taken_says_why(header: str, said: str) -> None:
    assert any(said in fault for fault in faults(DOSE, header=header))


def test_a_file_is_bounded_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{HEADER}\n{DOSE}\n"
    monkeypatch.setattr(nonmem_rows, "BYTES_MAX", len(text))
    monkeypatch.setattr(nonmem_rows, "ROWS_MAX", 1)
    monkeypatch.setattr(nonmem_reading, "DOSES_MAX", 1)
    assert read_dataset(text.encode(), model=OTTO, drug=Drug.ESKETAMINE)
    monkeypatch.setattr(nonmem_rows, "BYTES_MAX", len(text) - 1)
    assert "bytes" in faults(f"{DOSE}\n")[0]
    monkeypatch.setattr(nonmem_rows, "BYTES_MAX", 10_000)
    assert "at most 1" in faults(DOSE, DOSE)[0]
    monkeypatch.setattr(nonmem_rows, "ROWS_MAX", 2)
    assert "too many doses" in faults(DOSE, DOSE.replace("1,", "2,", 1))[0]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the column is missing"),
        (HEADER.encode(), "line 2: there is no row"),
        (f"{HEADER}\n".encode() + b"\xff", "line 2: a byte that is not UTF-8"),
        (f'{HEADER}\n"1'.encode(), "quotes in pairs"),
    ],
)
def test_what_is_no_table_says_so(raw: bytes, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        read_dataset(raw, model=OTTO, drug=Drug.ESKETAMINE)


cells = st.sampled_from(
    ["", ".", "0", "1", "-2", "1e308", "1e-320", "40", "x", '"', "1e999", "9" * 70]
)


@given(lines=st.lists(st.lists(cells, min_size=8, max_size=14).map(",".join), max_size=4))
def test_whatever_stands_in_a_file_is_read_or_refused(lines: list[str]) -> None:
    with suppress(DatasetError):
        read(*lines, header=f"{HEADER},SS,ADDL,II")
