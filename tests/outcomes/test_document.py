"""The tables of `docs/outcomes/trial-data.md` are what the code computes today."""

import pytest

from morrow.outcomes import leave_one_family_out, observations, report, rivals
from morrow.outcomes.calibration import left_out
from morrow.outcomes.fallbacks import SD_OF_RISE, WIDER_WITHOUT_CROSSWALK
from tests.repository.sources import ROOT

PAGE = (ROOT / "docs" / "outcomes" / "trial-data.md").read_text("utf-8")


@pytest.fixture(scope="module")
def tables() -> dict[str, str]:
    results = {each.__name__: leave_one_family_out(observations(), each.fit) for each in rivals.ALL}
    first, second = results.values()
    return {
        "counts": report.counts(observations()),
        "reasons": report.reasons(left_out()),
        "overall": report.overall(results),
        "ratios": report.ratios(results, against="CellMeans", seed=1),
        "cell means by statistic": report.by_statistic(first),
        "cell means by family": report.by_family(first),
        "meta-regression by statistic": report.by_statistic(second),
        "meta-regression by family": report.by_family(second),
    }


def test_every_table_of_the_page_is_computed(tables: dict[str, str]) -> None:
    old = {name: table for name, table in tables.items() if table not in PAGE}
    assert not old, "\n\n".join(f"{name}:\n{table}" for name, table in old.items())


def test_the_numbers_that_stand_in_are_on_the_page() -> None:
    rises = " and ".join(f"{sd:g}" for sd in SD_OF_RISE.values())
    assert rises == "11.2 and 8.45"
    assert f"{rises} mmHg" in PAGE
    assert f"{WIDER_WITHOUT_CROSSWALK.value} times as wide" in PAGE.replace("\n", " ")


@pytest.mark.parametrize("reason", sorted({each.reason for each in left_out()}))
def test_every_reason_is_explained_or_speaks_for_itself(reason: str) -> None:
    assert reason in {"unverified", "qualitative", "other outcome"} or f"*{reason}*" in PAGE


@pytest.mark.parametrize("flag", sorted({flag for each in observations() for flag in each.flags}))
def test_every_flag_is_on_the_page(flag: str) -> None:
    assert flag in PAGE
