"""Laws that hold for any parameters, any dose and any time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morrow.outcomes.mood import terms
from morrow.outcomes.mood.improvement import AT_ONCE, BY_WEEKS, FACTORS, Improvement
from morrow.outcomes.trials import Blinding, Population, Statistic
from morrow.pharmacology.linear import Array
from tests.examples import times
from tests.outcomes.mood.ask import ask, at, predicted, with_arm, with_dose, with_trial

Parameters = dict[str, Array]
FEW = settings(max_examples=times(0.25), deadline=None)
ZERO = np.zeros(1)
HOURS = st.floats(0.0, 2000.0)
DOSES = st.floats(0.01, 2.0)
SCORES = (
    Statistic.MEAN_CHANGE,
    Statistic.MEAN,
    Statistic.RESPONSE_PCT,
    Statistic.REMISSION_PCT,
    Statistic.RELAPSE_PCT,
)


@st.composite
def parameters(draw: st.DrawFn) -> Parameters:
    """Any values within three SDs of the priors."""
    zs = [draw(st.floats(-3, 3)) for _ in terms.ALL]
    x = terms.middles(terms.ALL) + terms.sds(terms.ALL) * np.array(zs)
    return terms.values(terms.ALL, x)


MIDDLES = terms.values(terms.ALL, terms.middles(terms.ALL))


@FEW
@given(p=parameters(), hours=HOURS, dose=DOSES, effects=st.tuples(*[st.floats(-1, 1)] * 2))
def test_the_share_lifted_lies_between_nothing_and_all(
    p: Parameters, hours: float, dose: float, effects: tuple[float, float]
) -> None:
    model = Improvement([at(with_dose(ask(), dose), hours)])
    [u] = model.shares(p, np.array(effects[:1]), np.array(effects[1:]))
    assert 0 <= u < 1


@FEW
@given(p=parameters(), hours=HOURS, dose=DOSES, more=st.floats(1, 4))
def test_more_drug_never_lifts_less(p: Parameters, hours: float, dose: float, more: float) -> None:
    points = [at(with_dose(ask(), mg), hours) for mg in (dose, dose * more)]
    less, greater = Improvement(points).shares(p, ZERO, ZERO)
    assert greater >= less - 1e-9


@FEW
@given(p=parameters(), hours=HOURS)
def test_a_dose_of_nothing_is_the_control(p: Parameters, hours: float) -> None:
    points = [at(with_dose(ask(), 0.0), hours), at(ask(arm_id="mdz"), hours)]
    nothing, control = Improvement(points).shares(p, ZERO, ZERO)
    assert nothing == control


@pytest.mark.parametrize("hours", [0.0, 1e-9])
def test_there_is_no_drug_before_the_first_dose(hours: float) -> None:
    model = Improvement([at(ask(), hours)])
    assert model.drug(MIDDLES)[0] == pytest.approx(0, abs=1e-9)


def test_a_later_dose_does_nothing_before_it() -> None:
    once = ask()
    twice = with_arm(once, doses=(*once.arm.doses, replace(once.arm.doses[0], time_h=48.0)))
    points = [at(once, 47.0), at(twice, 47.0), at(once, 72.0), at(twice, 72.0)]
    before, also_before, after, more = Improvement(points).drug(MIDDLES)
    assert before == also_before
    assert more > after


KINDS = {
    "midazolam": at(ask(arm_id="mdz"), 24.0),
    "saline": replace(at(ask(), 24.0), control="saline"),
    "spray": replace(at(ask(), 24.0), control="spray"),
    "open": at(with_trial(ask(), blinding=Blinding.OPEN), 24.0),
    "hospital": at(with_trial(ask(), population=Population.SUICIDAL), 24.0),
    "antidepressant": at(with_trial(ask(), new_antidepressant=True), 24.0),
    "ect": replace(at(ask(arm_id="mdz"), 24.0), is_ect=True),
    "drift": at(ask(), 24.0),
    "bipolar": at(with_trial(ask(), population=Population.BIPOLAR), 24.0),
    "mdd": at(with_trial(ask(), population=Population.MDD), 24.0),
    "ptsd": at(with_trial(ask(), population=Population.PTSD), 24.0),
    "ocd": at(with_trial(ask(), population=Population.OCD), 24.0),
    "suicidal": at(with_trial(ask(), population=Population.SUICIDAL), 24.0),
    "nasal": replace(at(ask(), 24.0), nasal=True),
}
ACTS_ON = {  # beside the point of its own name
    "midazolam": set(KINDS) - {"saline", "spray", "open"},
    "drift": set(KINDS) - {"antidepressant"},
    "hospital": {"suicidal"},
    "suicidal": {"hospital"},
    "with_new_antidepressant": {"antidepressant"},
}


@pytest.mark.parametrize("name", [*AT_ONCE, *BY_WEEKS, *FACTORS])
def test_a_term_acts_on_its_own_kind_and_on_no_other(name: str) -> None:
    model = Improvement(list(KINDS.values()))
    before = model.shares(MIDDLES, ZERO, ZERO)
    after = model.shares({**MIDDLES, name: MIDDLES[name] * 1.2}, ZERO, ZERO)
    moved = {kind for kind, a, b in zip(KINDS, before, after, strict=True) if a != b}
    assert moved == ({name} & set(KINDS)) | ACTS_ON.get(name, set())


def test_an_arm_that_is_not_compared_changes_nothing() -> None:
    for statistic in SCORES:
        question = ask(statistic)
        other = replace(question.arms[0], arm_id="other dose", n=7)
        more = replace(question, arms=(*question.arms, other))
        assert predicted(more) == predicted(question)


@FEW
@given(
    statistic=st.sampled_from(SCORES),
    hours=st.floats(25.0, 1000.0),
    dose=st.none() | DOSES,
    n=st.none() | st.integers(1, 500),
)
def test_an_interval_holds_its_value_and_percentages_stay_within_bounds(
    statistic: Statistic, hours: float, dose: float | None, n: int | None
) -> None:
    question = with_arm(with_dose(ask(statistic, time_h=hours), dose), n=n)
    found = predicted(question)
    assert found.low80 <= found.value <= found.high80
    if statistic.is_percentage:
        assert 0 <= found.low80 <= found.high80 <= 100
    assert predicted(question) == found


@pytest.mark.parametrize("statistic", SCORES)
def test_fewer_patients_widen_an_interval(statistic: Statistic) -> None:
    widths = [_width(with_arm(ask(statistic, time_h=72.0), n=n)) for n in (400, 40, 10)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


EMPTY = {
    "dose": with_dose(ask(), None),
    "infusion": with_dose(ask(), 0.5, infusion_min=None),
    "route": with_dose(ask(), 0.5, route=None),
    "times": with_dose(ask(), 0.5, time_h=None),
    "blinding": with_trial(ask(), blinding=None),
    "setting": with_trial(ask(), setting=None),
    "population": with_trial(ask(), population=None),
    "baseline": with_arm(ask(), baseline_mean=None, baseline_measure=None),
    "patients": with_arm(ask(), n=None),
}


@pytest.mark.parametrize("cell", EMPTY)
def test_an_empty_cell_is_said_and_widens_the_interval(cell: str) -> None:
    found, full = predicted(EMPTY[cell]), predicted(ask())
    assert full.why == "age has no term"
    assert found.why != full.why
    assert (found.high80 - found.low80) / abs(found.value) > (full.high80 - full.low80) / abs(
        full.value
    )


def _width(question: object) -> float:
    found = predicted(question)  # type: ignore[arg-type]
    return found.high80 - found.low80
