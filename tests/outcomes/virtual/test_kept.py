"""Chunks on the disk: whole or not at all, whatever comes between."""

from pathlib import Path

import pytest

from morrow.outcomes.virtual import kept


@pytest.mark.parametrize("comes", [KeyboardInterrupt, OSError])
def test_what_is_interrupted_while_it_is_written_leaves_nothing(
    comes: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trials-000000000-000000020.json"
    kept._write(path, {"trials": 1})

    def interrupted(_: int) -> None:
        raise comes

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(comes):
        kept._write(path, {"trials": 2})
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert '"trials": 1' in path.read_text()
