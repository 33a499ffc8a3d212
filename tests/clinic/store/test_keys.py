"""The key file: made once, readable by its owner alone, wrapped by a passphrase if wanted."""

import json
from pathlib import Path

import pytest

from morrow.clinic.config import Config, ConfigError
from morrow.clinic.store import keys


def settings(folder: Path, passphrase: str = "") -> Config:
    """The settings of a clinic in `folder`."""
    if passphrase:
        (folder / "passphrase").write_text(f"{passphrase}\n")
    file = folder / "passphrase" if passphrase else None
    return Config(data_dir=folder, key_passphrase_file=file)


def test_a_new_key_is_random_and_its_owners_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        assert keys.create(settings(folder))
    assert (one / "morrow.key").stat().st_mode & 0o777 == 0o600
    assert keys.read(settings(one)).root != keys.read(settings(other)).root


def test_an_existing_key_is_never_replaced(tmp_path: Path) -> None:
    keys.create(settings(tmp_path))
    before = (tmp_path / "morrow.key").read_bytes()
    assert not keys.create(settings(tmp_path))
    assert (tmp_path / "morrow.key").read_bytes() == before


def test_each_purpose_has_a_key_of_its_own() -> None:
    key = keys.Key(root=bytes(32), demo=False)
    derived = {key.derive(purpose) for purpose in ("store", "checkpoints", "backup", "web")}
    assert len(derived) == 4
    assert key.root not in derived


def test_a_key_does_not_show_itself() -> None:
    assert "aa" not in repr(keys.Key(root=b"\xaa" * 32, demo=False))


def test_a_passphrase_unwraps_the_key(tmp_path: Path) -> None:
    config = settings(tmp_path, "correct horse")
    keys.create(config)
    key = keys.read(config)
    assert key.root.hex() not in (tmp_path / "morrow.key").read_text()
    keys._read.cache_clear()
    assert keys.read(config) == key


@pytest.mark.parametrize(
    ("passphrase", "says"), [("wrong", "does not unwrap"), ("", "wrapped by a passphrase")]
)
def test_a_wrong_or_missing_passphrase_is_refused(
    tmp_path: Path, passphrase: str, says: str
) -> None:
    keys.create(settings(tmp_path, "correct horse"))
    with pytest.raises(ConfigError, match=f"MORROW_KEY_PASSPHRASE_FILE: .*{says}"):
        keys.read(settings(tmp_path, passphrase))


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    keys.create(settings(tmp_path))
    (tmp_path / "morrow.key").chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        keys.read(settings(tmp_path))


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"format": "x"}), "\x00"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "morrow.key"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match="not a key file"):
        keys.read(settings(tmp_path))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"no key at {tmp_path}"):
        keys.read(settings(tmp_path))
