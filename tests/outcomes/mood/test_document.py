"""The page of the model of mood is what the code computes today."""

from pathlib import Path

import pytest

from tests.outcomes.mood.documents import PAGE, page, related, results, source_lines, term_table


@pytest.mark.parametrize("made", [term_table, source_lines, related])
def test_what_is_read_off_the_frozen_file_is_on_the_page(made: object) -> None:
    assert callable(made)
    assert made() in PAGE.read_text("utf-8")


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_whole_page_is_computed(tmp_path: Path) -> None:
    """Refits the model without each family, under seven assumptions, and walks its posterior."""
    found = page(results())
    (tmp_path / PAGE.name).write_text(found, "utf-8")
    assert found == PAGE.read_text("utf-8"), f"see {tmp_path / PAGE.name}"
