"""Conversions between scales, against printed pairs that the maps were not made from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.outcomes.crosswalk import Converted, NoCrosswalk, ScaleMap, convert, maps, reaches
from morrow.outcomes.measures import Domain, domain, one_name


def score(value: float, source: str, target: str) -> float:
    found = convert(value, source, target)
    assert isinstance(found, Converted)
    return found.score


@pytest.mark.parametrize(
    ("source", "value", "target", "low", "high", "where"),
    [
        ("HRSD17", 7, "MADRS", 8, 9.1, "the remission threshold 8-9, PMC2151980"),
        ("QIDS-SR16", 5, "MADRS", 7.5, 7.5, "test equating, PMC2020429"),
        ("MADRS", 21.9, "QIDS-SR16", 11, 14, "means of one sample 12.5 after a year, PMC2020429"),
        ("MADRS", 31.9, "QIDS-SR16", 16, 20, "means of one sample 17.6 at the start, PMC2020429"),
    ],
)
def test_a_map_agrees_with_another_publication(
    source: str, value: float, target: str, low: float, high: float, where: str
) -> None:
    assert low <= score(value, source, target) <= high + 1e-9, where


@pytest.mark.parametrize(
    ("source", "value", "target", "expected"),
    [
        ("HAMD17", 20, "MADRS", 26),  # Leucht 2018, equipercentile
        ("HAMD17", 25, "MADRS", 32.5),  # by hand, half way from 26 to 39
        ("PHQ-9", 15, "MADRS", 24),  # OPTIMUM
        ("MADRS", 24, "PHQ9", 15),
        ("QIDS", 10, "HAMD21", 14.5),  # printed 14-15
        ("QIDS", 8, "MADRS", 13),  # by hand, half way through the band 6-10, 9-17
        ("QIDS", 14, "HRSD17", 18.5),  # printed 18-19 for 14 and for 15
        ("HRSD17", 18.5, "QIDS", 14.5),
        ("QIDS", 27, "HRSD24", 75),  # the ceilings
        ("HAMD21", 14.5, "MADRS", 17),  # over QIDS-SR16 10, the top of the band 9-17
        ("MADRS", 30, "clinician MADRS", 30),
    ],
)
def test_a_score_is_converted(source: str, value: float, target: str, expected: float) -> None:
    assert score(value, source, target) == pytest.approx(expected)


def test_a_conversion_says_what_it_went_over() -> None:
    found = convert(20, "HAMD24", "MADRS")
    assert isinstance(found, Converted)
    assert found.over == ("QIDS-SR16", "MADRS")
    assert found.sources == ("ids-qids.org", "pubmed.ncbi.nlm.nih.gov/24144585")


@pytest.mark.parametrize("scale", ["HAMD25", "HAMD28", "QIDS-C", "IDS-C", "BDI", "CAPS5", "HAMD6"])
def test_a_scale_without_a_table_is_refused(scale: str) -> None:
    """Of QIDS-C the one row is unverified; of HAMD6 a single threshold was seen."""
    assert not reaches(scale)
    refused = convert(10, scale, "MADRS")
    assert refused == NoCrosswalk(f"no published conversion from {scale} to MADRS was seen")


@pytest.mark.parametrize(
    ("value", "source", "target"),
    [(49, "MADRS", "PHQ9"), (41, "HAMD17", "MADRS"), (-1, "QIDS", "MADRS"), (61, "MADRS", "QIDS")],
)
def test_a_score_outside_the_table_is_refused(value: float, source: str, target: str) -> None:
    refused = convert(value, source, target)
    assert isinstance(refused, NoCrosswalk)
    assert "outside the table" in refused.reason


@pytest.mark.parametrize(
    "each", maps(), ids=lambda each: f"{each.source_scale}-{each.target_scale}"
)
def test_a_map_starts_at_the_floor_and_never_falls(each: ScaleMap) -> None:
    xs, ys = each.xs, each.ys
    assert (xs[0], ys[0]) == (0, 0)
    assert list(xs) == sorted(set(xs))
    assert list(ys) == sorted(ys)


def inside(each: ScaleMap, value: float) -> float:
    found = each(value)
    assert found is not None
    return found


@given(st.sampled_from(maps()), st.floats(0, 1), st.floats(0, 1))
def test_more_ill_on_one_scale_is_not_less_ill_on_another(
    each: ScaleMap, first: float, second: float
) -> None:
    top = each.xs[-1]
    low, high = sorted((first * top, second * top))
    assert inside(each, low) <= inside(each, high)


@given(st.sampled_from(maps()), st.floats(0, 1))
def test_there_and_back_is_no_further_than_the_table_is_coarse(
    each: ScaleMap, share: float
) -> None:
    """QIDS 14 and 15 share one Hamilton score, so a way back may be half a point off."""
    value = share * each.xs[-1]
    assert inside(each.inverse(), inside(each, value)) == pytest.approx(value, abs=0.51)


@pytest.mark.parametrize(
    ("written", "name", "about"),
    [
        ("hrsd17", "HAMD17", Domain.DEPRESSION),
        ("QIDS", "QIDS-SR16", Domain.DEPRESSION),
        ("madrs", "MADRS", Domain.DEPRESSION),
        ("sbp", "SBP", Domain.ACUTE),
        ("CAPS-5", "CAPS5", Domain.PTSD),
        ("SSI", "SSI", Domain.SUICIDALITY),
        ("Y-BOCS", "YBOCS", Domain.OCD),
        ("HAM-D", "HAMD17", Domain.DEPRESSION),
        ("HDRS", "HAMD17", Domain.DEPRESSION),
        ("ham-d 17", "HAMD17", Domain.DEPRESSION),
        ("HAM-A", "HAM-A", Domain.ANXIETY),
        ("systolic BP", "SBP", Domain.ACUTE),
        ("BP systolic", "SBP", Domain.ACUTE),
        ("SBP max", "SBP", Domain.ACUTE),
        ("Diastolic blood pressure", "DBP", Domain.ACUTE),
        ("heart rate", "heart rate", Domain.OTHER),
        (" A new scale ", "A new scale", Domain.OTHER),
    ],
)
def test_a_measure_has_one_name(written: str, name: str, about: Domain) -> None:
    assert one_name(written) == name
    assert domain(written) is about
