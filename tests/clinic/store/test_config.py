"""Settings from MORROW_* variables: what cannot be used is named, with what would be right."""

from pathlib import Path

import pytest

from morrow.clinic import config
from morrow.clinic.config import ConfigError
from morrow.clinic.store.database import database, require


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """An environment of which only MORROW_DATA_DIR is ours."""
    for name in [name for name in __import__("os").environ if name.startswith("MORROW_")]:
        monkeypatch.delenv(name)
    return {"MORROW_DATA_DIR": str(tmp_path)}


def load(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> config.Config:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return config.load(variables)


def test_files_lie_in_the_data_folder_unless_they_are_absolute(
    monkeypatch: pytest.MonkeyPatch, only: dict[str, str], tmp_path: Path
) -> None:
    variables = only | {"MORROW_CHECKPOINT_FILE": "/mnt/witness/checkpoints.log"}
    read = load(monkeypatch, variables)
    assert read.key_file == tmp_path / "morrow.key"
    assert read.checkpoint_file == Path("/mnt/witness/checkpoints.log")
    assert read.embedded


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MORROW_HTTP_PORT", "eighty", "a whole number from 1 to 65535"),
        ("MORROW_HTTP_PORT", "0", "a whole number from 1 to 65535"),
        ("MORROW_MLLP_PORT", "65536", "a whole number from 1 to 65535"),
        ("MORROW_DATABASE_URL", "mysql://x/y", "postgresql://USER@HOST/NAME"),
        ("MORROW_DEMO", "perhaps", "1 for the synthetic clinic, else 0"),
        ("MORROW_DATABSE_URL", "x", "Did you mean MORROW_DATABASE_URL?"),
        ("MORROW_COLOUR", "blue", "There are: MORROW_DATA_DIR,"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, only: dict[str, str], name: str, value: str, says: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(monkeypatch, only | {name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert says in str(refused.value)


def test_all_wrong_settings_are_named_at_once(
    monkeypatch: pytest.MonkeyPatch, only: dict[str, str]
) -> None:
    variables = only | {"MORROW_HTTP_PORT": "-1", "MORROW_X": "1", "MORROW_MLLP_PORT": "a"}
    with pytest.raises(ConfigError) as refused:
        load(monkeypatch, variables)
    assert len(str(refused.value).splitlines()) == 3


def test_a_password_in_the_address_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, only: dict[str, str]
) -> None:
    variables = only | {"MORROW_DATABASE_URL": "postgresql://morrow:sesame@db/morrow"}
    read = load(monkeypatch, variables)
    assert "sesame" not in repr(read)
    assert database(read)["PASSWORD"] == "sesame"


def test_a_missing_driver_is_named_with_how_to_get_it() -> None:
    with pytest.raises(ConfigError, match="pip install 'sqlcipher99'"):
        require("sqlcipher99", "the embedded encrypted store", "sqlcipher99")
