"""The tables of a prediction are read strictly, and every fault is named at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.outcomes import tables as limits
from morrow.outcomes.doses import DOSES_MAX
from morrow.outcomes.reading import read_arms, read_asks, read_questions, read_trials
from morrow.outcomes.tables import Unusable
from morrow.outcomes.trials import (
    Arm,
    Blinding,
    Definition,
    Dose,
    DoseUnit,
    Drug,
    Origin,
    Population,
    Question,
    Route,
    Setting,
    StartState,
    Statistic,
    Trial,
)
from tests.outcomes.tables import ARMS, ASKS, TRIALS, asked, questions

HEADER = ARMS.splitlines()[0]
ASK_HEADER = ASKS.splitlines()[0] + ",definition,origin,set"


def arm(line: str) -> Arm:
    return read_arms(f"{HEADER}\n{line}\n".encode(), file="A.csv")[0]


def problems_of(line: str) -> list[tuple[str, str]]:
    """(column, what was wrong) of one row of arms."""
    with pytest.raises(Unusable) as caught:
        arm(line)
    return [(each.column, each.wrong) for each in caught.value.problems]


def asks_question(line: str) -> Question:
    lines = f"{ASK_HEADER}\n{line}\n"
    return questions(asks=lines)[0]


# ── what is read ─────────────────────────────────────────────────────────────────────────────


def test_a_trial_and_its_unknowns_are_read() -> None:
    rowan, alder = read_trials(TRIALS.encode(), file="T.csv")
    assert rowan == Trial(
        trial_id="Rowan",
        population=Population.TRD,
        blinding=Blinding.DOUBLE,
        setting=Setting.TRIAL,
        new_antidepressant=False,
    )
    assert alder.new_antidepressant is None


def test_one_value_serves_all_doses_and_a_range_is_a_flexible_dose() -> None:
    six = read_arms(ARMS.encode(), file="A.csv")[2]
    assert [dose.time_h for dose in six.doses] == [0, 48, 96]
    assert set(six.doses[1:]) == {
        Dose(
            time_h=time_h,
            drug=Drug.KETAMINE,
            route=Route.IV,
            low=0.5,
            high=0.75,
            unit=DoseUnit.MG_PER_KG,
            infusion_min=40,
        )
        for time_h in (48.0, 96.0)
    }


def test_a_list_gives_each_dose_its_own() -> None:
    both = arm("X,a,midazolam;ketamine,iv;im,0.045;0.5,mg/kg,40;0,0;168,9,,,,,")
    assert [(d.drug, d.route, d.low, d.infusion_min) for d in both.doses] == [
        (Drug.MIDAZOLAM, Route.IV, 0.045, 40),
        (Drug.KETAMINE, Route.IM, 0.5, 0),
    ]
    assert both.is_active
    assert both.drug is Drug.KETAMINE


@pytest.mark.parametrize(
    ("line", "doses", "drug"),
    [
        ("X,a,none,,,,,,9,,,,,", 0, Drug.NONE),
        ("X,a,ect,,,,,0;48,9,,,,,", 2, Drug.ECT),
        ("X,a,ketamine,iv,0.5,mg/kg,40,,9,,,,,", 1, Drug.KETAMINE),  # an unknown schedule
        ("X,a,,,,,,,,,,,,", 1, None),
    ],
)
def test_an_arm_without_some_of_it_is_read(line: str, doses: int, drug: Drug | None) -> None:
    found = arm(line)
    assert (len(found.doses), found.drug) == (doses, drug)


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("<=10", Definition(sign="<=", limit=10)),
        (">=50%", Definition(sign=">=", limit=50, is_percent=True)),
        (">= 22 twice", Definition(sign=">=", limit=22, twice=True)),
        ("", None),
    ],
)
def test_a_definition_is_read(text: str, definition: Definition | None) -> None:
    assert asks_question(f"Rowan,ket,24,MADRS,remission_pct,,{text},,").ask.definition == definition


@pytest.mark.parametrize(
    ("origin", "hours"),
    [("", 24), ("first_dose", 24), ("last_dose", 120), ("randomisation", 24)],
)
def test_a_time_is_counted_on_the_clock_of_the_arm(origin: str, hours: float) -> None:
    """By hand: the last of Alder's doses is at 96 h, and 96 + 24 = 120."""
    assert asks_question(f"Alder,six,24,MADRS,mean_change,,,{origin},").arm_hours == hours


def test_a_time_after_an_unknown_last_dose_is_unknown() -> None:
    arms = ARMS.replace("0;48;96", "")
    row = f"{ASK_HEADER}\nAlder,six,24,MADRS,mean_change,,,last_dose,\n"
    question = questions(arms=arms, asks=row)[0]
    assert question.ask.origin is Origin.LAST_DOSE
    assert question.arm_hours is None


def test_a_question_knows_its_trial_its_arms_and_its_comparator() -> None:
    difference = questions()[1]
    assert difference.trial.blinding is Blinding.DOUBLE
    assert [each.arm_id for each in difference.arms] == ["ket", "mdz"]
    assert difference.comparator is not None
    assert difference.comparator.n == 38


def test_a_start_state_is_read_and_unsaid_means_depressed() -> None:
    assert arm("X,a,none,,,,,,9,,,,,remitter").starts_well
    assert arm("X,a,none,,,,,,9,,,,,").start_state is None
    assert not arm("X,a,none,,,,,,9,,,,,").starts_well
    assert arm("X,a,none,,,,,,9,,,,,depressed").start_state is StartState.DEPRESSED


# ── what is refused ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "column", "wrong"),
    [
        ("X,a,ketamin,iv,0.5,mg/kg,40,0,9,,,,,", "drug", "'ketamin' is not known here"),
        ("X,a,ketamine,vein,0.5,mg/kg,40,0,9,,,,,", "route", "'vein' is not known here"),
        ("X,a,ketamine,iv,half,mg/kg,40,0,9,,,,,", "dose", "'half' is not a number"),
        ("X,a,ketamine,iv,84-28,mg,40,0,9,,,,,", "dose", "'84-28' is not a dose"),
        ("X,a,ketamine,iv,0.5,ng,40,0,9,,,,,", "dose_unit", "'ng' is not known here"),
        ("X,a,ketamine,iv,0.5,,40,0,9,,,,,", "dose_unit", "the cell is empty beside a dose"),
        ("X,a,ketamine,iv,0.5,mg,-1,0,9,,,,,", "infusion_min", "-1 is out of range"),
        ("X,a,ketamine,iv,0.5,mg,40;20,0;1;2,9,,,,,", "infusion_min", "2 values for 3 doses"),
        ("X,a,ketamine,iv,0.5,mg,40,0;72;24,9,,,,,", "dose_times_h", "the times do not ascend"),
        ("X,a,ketamine,iv,0.5,mg,40,0;0,9,,,,,", "dose_times_h", "the times do not ascend"),
        ("X,a,ketamine,iv,0.5,mg,40,0;;2,9,,,,,", "dose_times_h", "a time is missing in the list"),
        ("X,a,ketamine,iv,0.5,mg,40,-2,9,,,,,", "dose_times_h", "-2 lies before the first dose"),
        ("X,a,none,,,,,,0,,,,,", "n", "'0' is not a number of patients"),
        ("X,a,none,,,,,,9.5,,,,,", "n", "'9.5' is not a number of patients"),
        ("X,a,none,,,,,,9,MADRS,-3,,,", "baseline_mean", "-3 is out of range"),
        ("X,a,none,,,,,,9,MADRS,3e1,,,", "baseline_mean", "'3e1' is not a number"),
        ("X,a,none,,,,,,9,,,,0,", "mean_age", "0 is out of range"),
        ("X,a,none,,,,,,9,,,,,better", "start_state", "'better' is not known here"),
        (",a,none,,,,,,9,,,,,", "trial_id", "the cell is empty"),
        ("X,,none,,,,,,9,,,,,", "arm_id", "the cell is empty"),
        ("X,a,none,,", "", "5 cells under a header of 14"),
    ],
)
def test_a_wrong_cell_is_named(line: str, column: str, wrong: str) -> None:
    assert (column, wrong) in problems_of(line)


@pytest.mark.parametrize("cell", ["0", "0.0"])
def test_a_dose_of_nothing_needs_no_unit(cell: str) -> None:
    assert arm(f"X,a,saline,iv,{cell},,40,0,9,,,,,").doses[0].high == 0


def test_all_faults_of_all_three_tables_come_at_once() -> None:
    """Each with file, line, column, what was wrong and what would be right."""
    with pytest.raises(Unusable) as caught:
        asked(
            trials=TRIALS.replace("double", "triple"),
            arms=ARMS.replace("0.5,mg/kg", "0.5,grain").replace("42,", "0,"),
            asks=ASKS.replace("mean_change", "average"),
        )
    assert str(caught.value).splitlines() == [
        "T.csv, line 2, blinding: 'triple' is not known here; right: double, open",
        "A.csv, line 2, dose_unit: 'grain' is not known here; right: mg, mg/kg",
        "A.csv, line 2, dose_unit: the cell is empty beside a dose; right: mg, mg/kg",
        "A.csv, line 3, mean_age: 0 is out of range; right: a number above 0",
        f"Q.csv, line 2, statistic: 'average' is not known here; right: {', '.join(Statistic)}",
    ]


@pytest.mark.parametrize(
    ("arms", "asks", "sentence"),
    [
        (
            ARMS.replace("Alder,six", "Elder,six"),
            ASKS,
            "A.csv, line 4, trial_id: there is no trial 'Elder'; right: one of Alder, Rowan",
        ),
        (
            ARMS,
            ASKS.replace("Alder,six", "Alder,two"),
            "Q.csv, line 5, arm_id: trial 'Alder' has no arm 'two'; right: one of six",
        ),
        (
            ARMS,
            ASKS.replace("diff_vs_control,mdz", "diff_vs_control,sal"),
            "Q.csv, line 3, comparator_arm: trial 'Rowan' has no arm 'sal'; right: one of ket, mdz",
        ),
    ],
)
def test_what_refers_to_nothing_is_named(arms: str, asks: str, sentence: str) -> None:
    with pytest.raises(Unusable) as caught:
        asked(arms=arms, asks=asks)
    assert str(caught.value) == sentence


def test_a_trial_or_an_arm_that_comes_twice_is_named() -> None:
    with pytest.raises(Unusable, match=r"T\.csv, line 4, trial_id: 'Rowan' stands in line 2"):
        read_trials((TRIALS + "Rowan,TRD,double,trial,no\n").encode(), file="T.csv")
    again = ARMS + ARMS.splitlines()[1] + "\n"
    with pytest.raises(Unusable, match=r"A\.csv, line 5, arm_id: 'Rowan ket' stands in line 2"):
        read_arms(again.encode(), file="A.csv")


@pytest.mark.parametrize(
    ("header", "column", "wrong"),
    [
        ("trial_id,population,blinding,setting", "new_antidepressant", "the column is missing"),
        (TRIALS.splitlines()[0] + ",seting", "seting", "the column is unknown"),
        (TRIALS.splitlines()[0] + ",setting", "setting", "the column comes twice"),
        ("", "trial_id", "the column is missing"),
    ],
)
def test_a_wrong_header_is_named(header: str, column: str, wrong: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_trials(f"{header}\n".encode(), file="T.csv")
    assert (column, wrong) in [(each.column, each.wrong) for each in caught.value.problems]


def test_a_column_of_another_name_is_the_writers_own() -> None:
    header, *rest = TRIALS.splitlines()
    own = "\n".join([f"{header},colour", *(f"{line},red" for line in rest)])
    assert read_trials(own.encode(), file="T.csv") == read_trials(TRIALS.encode(), file="T.csv")


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (TRIALS.encode() + b"\xff", "line 4: byte 0xff is not UTF-8"),
        (TRIALS.encode() + b'"Rowan', "unexpected end of data"),
        (b" " * (limits.BYTES_MAX + 1), "the file has 4,194,305 bytes"),
        (TRIALS.encode() + b"X,,,,\n" * limits.ROWS_MAX, "too many rows"),
        (TRIALS.encode() + b"x" * (limits.CELL_MAX + 1) + b",,,,\n", "8001 characters"),
    ],
    ids=["not UTF-8", "an open quote", "too many bytes", "too many rows", "too long a cell"],
)
def test_a_file_that_cannot_be_taken_is_refused(raw: bytes, wrong: str) -> None:
    with pytest.raises(Unusable, match=wrong):
        read_trials(raw, file="T.csv")


@pytest.mark.parametrize(("count", "is_read"), [(DOSES_MAX, True), (DOSES_MAX + 1, False)])
def test_an_arm_has_a_bounded_number_of_doses(count: int, is_read: bool) -> None:
    line = f"X,a,saline,iv,0,,40,{';'.join(map(str, range(count)))},9,,,,,"
    if is_read:
        assert len(arm(line).doses) == count
    else:
        assert problems_of(line) == [("dose_times_h", f"{count} doses")]


def test_a_mark_at_the_start_and_blank_lines_are_no_fault() -> None:
    raw = b"\xef\xbb\xbf" + TRIALS.replace("\n", "\r\n\r\n").encode()
    assert read_trials(raw, file="T.csv") == read_trials(TRIALS.encode(), file="T.csv")


@given(st.binary(max_size=300), st.sampled_from([b"", TRIALS.encode(), ARMS.encode()]))
def test_any_bytes_are_read_or_refused_with_a_sentence(raw: bytes, start: bytes) -> None:
    for read in (read_trials, read_arms, read_asks):
        said: tuple[object, ...] = ()
        try:
            read(start + raw, file="X.csv")
        except Unusable as unusable:
            said = unusable.problems
        assert all(str(problem).startswith("X.csv, line ") for problem in said)


def test_the_cells_of_a_question_are_kept_as_typed() -> None:
    first = read_questions(
        trials=("T", TRIALS.encode()), arms=("A", ARMS.encode()), asks=("Q", ASKS.encode())
    )[0]
    assert list(first.cells.values()) == ["Rowan", "ket", "24", "MADRS", "mean_change", ""]
