"""The calibration set says what its source says, and accounts for every row of it."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256

import pytest

from morrow.outcomes import calibration
from morrow.outcomes.calibration import TYPICAL_SD, left_out, observations
from morrow.outcomes.packaged import read_data
from morrow.outcomes.trials import Observation, Origin, Statistic

Row = dict[str, str]


def table(name: str) -> list[Row]:
    return list(csv.DictReader(read_data(name).decode().splitlines()))


SOURCE = dict(enumerate(table("source/outcomes.csv"), 2))
SOURCE_ARMS = {(row["trial_id"], row["arm_id"]): row for row in table("source/arms.csv")}
SOURCE_TRIALS = {row["trial_id"]: row for row in table("source/trials.csv")}
ARMS = {(row["trial_id"], row["arm_id"]): row for row in table("arms.csv")}
TRIALS = {row["trial_id"]: row for row in table("trials.csv")}
CURATED = table("observations.csv")
LEFT_OUT = table("left_out.csv")

KEY = ("trial_id", "arm_id", "time_h", "measure", "statistic")
RENAMED = {  # a source statistic that is an asked one under another name
    "relapse_pct_of_responders": "relapse_pct",
    "not_relapsed_pct_of_responders": "relapse_pct",
    "sustained_response_pct": "relapse_pct",
    "sustained_response_pct_of_responders": "relapse_pct",
}
RENAMED_MEASURES = {
    "SSI<4 among SSI>=4 at baseline": "SSI",
    "MADRS>=22": "MADRS",
    "relapse": "MADRS",
}
REASONS = {
    "unverified", "qualitative", "other statistic", "baseline", "no schedule", "no time",
    "nested duplicate", "other outcome", "no such arm",
}  # fmt: skip


DIGESTS = {
    "trials": "d25716360e55",
    "arms": "3426b301641a",
    "outcomes": "21b83a1fe12a",
    "crosswalk": "a3464c57e841",
}


def each_of(rows: Iterable[Row]) -> Callable[[Callable[[Row], None]], Callable[[], None]]:
    """Make one test of a check of one row; a failure names the row."""

    def over_all(check: Callable[[Row], None]) -> Callable[[], None]:
        def test() -> None:
            for row in rows:
                try:
                    check(row)
                except AssertionError as error:
                    raise AssertionError(f"{row}: {error}") from error

        test.__doc__ = check.__doc__
        return test

    return over_all


def source_of(row: Row) -> Row:
    return SOURCE[int(row["source_line"])]


def find(trial_id: str, arm_id: str, statistic: Statistic, time_h: float | None) -> Observation:
    (found,) = [
        each
        for each in observations()
        if (each.ask.trial_id, each.ask.arm_id) == (trial_id, arm_id)
        and (each.ask.statistic, each.ask.time_h) == (statistic, time_h)
    ]
    return found


# ── every row of the source is accounted for ─────────────────────────────────────────────────


def test_the_source_is_as_it_was_read() -> None:
    """A change of these files is a change of the set, which only its keeper makes."""
    digests = {
        name: sha256(read_data(f"source/{name}.csv")).hexdigest()[:12]
        for name in ("trials", "arms", "outcomes", "crosswalk")
    }
    assert digests == DIGESTS


def test_every_row_of_the_source_is_an_observation_or_left_out_for_a_reason() -> None:
    lines = Counter(int(row["source_line"]) for row in [*CURATED, *LEFT_OUT])
    assert lines == Counter(SOURCE.keys())
    assert {row["reason"] for row in LEFT_OUT} == REASONS


@each_of([*CURATED, *LEFT_OUT])
def test_a_row_names_the_row_of_the_source_that_it_comes_from(row: Row) -> None:
    assert [row[f"source_{column}"] for column in KEY] == [source_of(row)[c] for c in KEY]


@each_of(LEFT_OUT)
def test_unverified_and_qualitative_rows_are_left_out_for_that_reason(row: Row) -> None:
    source = source_of(row)
    assert (row["reason"] == "unverified") == (source["provenance"] == "unverified")
    if source["provenance"] != "unverified":
        assert (row["reason"] == "qualitative") == (source["statistic"] == "qualitative")


# ── an observation says what its source says ─────────────────────────────────────────────────


@each_of(CURATED)
def test_a_value_and_its_spread_are_those_of_the_source(row: Row) -> None:
    source = source_of(row)
    value = float(source["value"])
    assert float(row["value"]) == pytest.approx(100 - value if row["transform"] else value)
    assert row["transform"] in {"", "100-x"}
    if row["spread_type"] == "cohen_d":
        d = SOURCE[int(row["source_line"]) + 1]
        assert (d["statistic"], d["value"]) == ("cohen_d_vs_control", row["spread_low"])
    else:
        printed = [source[name] for name in ("spread_type", "sd_or_ci_low", "ci_high")]
        assert [row["spread_type"], row["spread_low"], row["spread_high"]] == printed
    assert source["provenance"] != "unverified"


@each_of(CURATED)
def test_a_number_of_patients_is_printed_or_flagged(row: Row) -> None:
    assumed = "n assumed" in row["flags"].split(";")
    assert assumed == (row["n"] != source_of(row)["n"])
    if not row["n"]:
        arms = [row["arm_id"], *filter(None, [row["comparator_arm"]])]
        assert all(ARMS[row["trial_id"], arm]["n"] for arm in arms)


@each_of(CURATED)
def test_what_is_asked_is_what_the_source_measured(row: Row) -> None:
    source = source_of(row)
    assert row["statistic"] == RENAMED.get(source["statistic"], source["statistic"])
    assert row["measure"] == RENAMED_MEASURES.get(source["measure"], source["measure"]).replace(
        "MADRS>=22 twice or clinical", "MADRS"
    )
    assert row["time_h"] == source["time_h"]
    assert row["comparator_arm"] == source["comparator_arm"]
    assert (row["transform"] == "100-x") == (
        "sustained" in source["statistic"] or "not_" in source["statistic"]
    )


@each_of(CURATED)
def test_a_secondary_copy_counts_half(row: Row) -> None:
    """Zolghadriha 2024 counts a quarter: its effect at one hour is far above every other."""
    by_grade = {"P": 1.0, "S": 0.5}[source_of(row)["source_grade"]]
    weight = 0.25 if row["trial_id"] == "Zolghadriha2024" else by_grade
    assert float(row["weight"]) == weight


# ── arms and trials ──────────────────────────────────────────────────────────────────────────

DRUGS = {
    "ketamine (racemic)": "ketamine",
    "placebo": "placebo_spray",
    "ECT": "ect",
    "saline or midazolam": "placebo",
}
ROUTES = {"IV": "iv", "IN": "nasal", "-": ""}


@each_of(ARMS.values())
def test_an_arm_is_that_of_the_source(row: Row) -> None:
    source = SOURCE_ARMS[row["source_trial_id"], row["source_arm_id"]]
    assert row["drug"] == DRUGS.get(source["drug"], source["drug"])
    assert row["route"] == ROUTES[source["route"]]
    assert row["infusion_min"] == source["infusion_min"]
    assert row["mean_age"] == source["mean_age"]
    if "mixed doses" not in row["flags"]:
        plain = source["dose"].removesuffix(" flex").replace("28/56/84", "28-84")
        assert row["dose"] == plain
    assert ("arm unverified" in row["flags"]) == (source["provenance"] == "unverified")
    if source["provenance"] == "unverified":
        assert row["n"] == ""


@each_of(ARMS.values())
def test_a_baseline_is_printed_in_the_arm_or_as_an_outcome_at_the_start(row: Row) -> None:
    source = SOURCE_ARMS[row["source_trial_id"], row["source_arm_id"]]
    printed = {(source["baseline_measure"], source["baseline_mean"], source["baseline_sd"])} | {
        (each["measure"], each["value"], each["sd_or_ci_low"])
        for each in SOURCE.values()
        if (each["trial_id"], each["arm_id"]) == (row["source_trial_id"], row["source_arm_id"])
        and each["time_h"] == "0"
    }
    if row["baseline_mean"]:
        assert (row["baseline_measure"], row["baseline_mean"], row["baseline_sd"]) in printed


@each_of(TRIALS.values())
def test_a_trial_has_the_family_and_the_antidepressant_of_the_source(row: Row) -> None:
    """A plain `yes` was not said to be new, and what was not verified stays unknown."""
    source = SOURCE_TRIALS[row["source_trial_id"]]
    family = source["family"]
    assert row["family"] == family.partition(" (")[0]
    assert set(row["overlaps"].split(";")) - {""} == {
        name for name in ("sinai", "nimh") if f"{name}," in family
    }
    said = source["concomitant_antidepressant"]
    new = said.startswith(("yes (new", "yes (started together"))
    none = said.startswith("no ") and "unverified" not in said and said != "not seen"
    assert row["new_antidepressant"] == ("yes" if new else "no" if none or said == "no" else "")


def test_every_arm_and_trial_is_needed() -> None:
    used = {row["trial_id"] for row in CURATED}
    assert set(TRIALS) == used == {trial for trial, _ in ARMS}


def test_no_nested_pair_gives_one_quantity_twice() -> None:
    """Price lies inside Murrough, Salloum inside Fava, the pool inside TRANSFORM-1 and -2."""
    pairs = [
        ({"Price2014"}, {"Murrough2013AJP"}),
        ({"Salloum2020"}, {"Fava2018"}),
        ({"TRANSFORM12pool"}, {"TRANSFORM1", "TRANSFORM2"}),
    ]

    def quantities(trials: set[str]) -> set[tuple[str, str, float | None]]:
        return {
            (each.ask.measure, each.ask.statistic, each.ask.time_h)
            for each in observations()
            if each.ask.trial_id in trials
        }

    for inner, outer in pairs:
        assert not quantities(inner) & quantities(outer)


# ── what the loader makes of it ──────────────────────────────────────────────────────────────


def test_how_many_observations_there_are() -> None:
    """By the tables: 300 rows, of which 128 are left out."""
    assert len(SOURCE) == 300
    assert Counter(each.ask.statistic for each in observations()) == {
        Statistic.RESPONSE_PCT: 48,
        Statistic.MEAN_CHANGE: 43,
        Statistic.REMISSION_PCT: 33,
        Statistic.DIFF_VS_CONTROL: 20,
        Statistic.MEAN: 17,
        Statistic.RELAPSE_PCT: 8,
        Statistic.MEDIAN_DAYS_TO_RELAPSE: 3,
    }
    assert len(left_out()) == 128


def test_an_observation_has_an_error_and_a_weight() -> None:
    for each in observations():
        assert each.se > 0
        assert each.n > 0
        assert 0 < each.weight <= 1
        assert each.family


@pytest.mark.parametrize(
    ("trial_id", "arm_id", "statistic", "time_h", "value", "se"),
    [
        # -16.4 points, SD 8.76, of 802 (SUSTAIN-2): 8.76/sqrt(802)
        ("SUSTAIN2", "ind", Statistic.MEAN_CHANGE, 648, -16.4, 0.309),
        # 67 % of 15 (Feder 2021): beta(10.55, 5.45)
        ("Feder2021", "ket6", Statistic.RESPONSE_PCT, 336, 67, 11.49),
        # -7.2, SE 2.85 as printed (Canuso 2018)
        ("Canuso2018", "esk", Statistic.DIFF_VS_CONTROL, 24, -7.2, 2.85),
        # 27 % of responders had not relapsed after four weeks (Ibrahim 2012)
        ("Ibrahim2012", "ket", Statistic.RELAPSE_PCT, 672, 73, 9.37),
    ],
)
def test_an_observation_by_hand(
    trial_id: str, arm_id: str, statistic: Statistic, time_h: float, value: float, se: float
) -> None:
    found = find(trial_id, arm_id, statistic, time_h)
    assert found.value == value
    assert found.se == pytest.approx(se, abs=0.005)


def test_a_change_without_a_spread_has_a_typical_sd_and_says_so() -> None:
    """Takahashi 2021 prints none; the typical SD of MADRS changes lies between 5.7 and 14.7."""
    placebo = find("Takahashi2021", "pbo", Statistic.MEAN_CHANGE, 648)
    assert TYPICAL_SD in placebo.flags
    assert 5.7 < placebo.se * 80**0.5 < 14.7
    assert {each.ask.trial_id for each in observations() if TYPICAL_SD in each.flags} == {
        "Takahashi2021",
        "RivaPosse2018",
    }


def test_a_relapse_after_a_course_counts_from_its_last_dose() -> None:
    found = find("Murrough2013BP", "ket6", Statistic.MEDIAN_DAYS_TO_RELAPSE, None)
    assert found.ask.origin is Origin.LAST_DOSE
    assert found.n == 17


def test_a_fault_in_our_own_table_is_our_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = read_data("observations.csv").replace(b"Berman2000,ket,72", b"Berman2000,ket,soon")
    monkeypatch.setattr(
        calibration, "read_data", lambda name: broken if "obs" in name else read_data(name)
    )
    observations.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"observations\.csv, line 2: 'soon' is not a number"):
            observations()
    finally:
        observations.cache_clear()
