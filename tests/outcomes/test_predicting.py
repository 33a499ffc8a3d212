"""Answers as rows and as CSV."""

import csv
import io
from dataclasses import dataclass

import pytest

from morrow.outcomes.predicting import Answer, Prediction, Unanswerable, answer, as_csv
from morrow.outcomes.trials import Question, Statistic
from tests.outcomes.tables import ASKS, asked


@dataclass(frozen=True)
class Oracle:
    """Says minus ten points of any change, and nothing of anything else."""

    name: str = "oracle"

    def predict(self, question: Question) -> Answer:
        if question.ask.statistic is not Statistic.MEAN_CHANGE:
            return Unanswerable("an oracle speaks of change alone")
        return Prediction(value=-10.0, low80=-15.55555, high80=-0.00004, why="it was asked")


def test_the_rows_are_the_questions_with_their_answers() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(answer(asked(), Oracle())))))
    questions = list(csv.DictReader(io.StringIO(ASKS)))
    assert [{name: row[name] for name in questions[0]} for row in rows] == questions
    assert list(rows[0])[-4:] == ["value", "low80", "high80", "why"]
    assert list(rows[0].values())[-4:] == ["-10.0", "-15.56", "0.0", "it was asked"]


def test_a_question_without_an_answer_has_empty_values_and_a_why() -> None:
    last = answer(asked(), Oracle())[-1]
    assert list(last.values())[-4:] == ["", "", "", "an oracle speaks of change alone"]


def test_the_columns_of_the_asker_are_repeated_as_typed() -> None:
    asks = "statistic,measure,time_h,comparator_arm,arm_id,trial_id,set,definition\n"
    asks += "mean_change,madrs,24.50,,ket,Rowan,itt,>= 50 %\n".replace(" %", "%")
    row = answer(asked(asks=asks), Oracle())[0]
    assert list(row)[:8] == asks.splitlines()[0].split(",")
    assert row["time_h"] == "24.50"
    assert row["measure"] == "madrs"


def test_no_questions_give_a_header() -> None:
    header = ASKS.splitlines()[0]
    assert (
        as_csv(answer(asked(asks=header + "\n"), Oracle())) == f"{header},value,low80,high80,why\n"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.345678, "12.35"),
        (-0.00001, "0.0"),
        (100.0, "100.0"),
        (123456.0, "123500.0"),
        (0.05, "0.05"),
    ],
)
def test_a_number_has_four_digits_and_no_exponent(value: float, text: str) -> None:
    @dataclass(frozen=True)
    class Fixed:
        name: str = "fixed"

        def predict(self, question: Question) -> Answer:
            return Prediction(value=value, low80=value, high80=value)

    assert answer(asked(), Fixed())[0]["value"] == text
