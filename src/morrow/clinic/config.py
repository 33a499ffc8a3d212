"""What a clinic may set, from `MORROW_*` variables.  Knows no Django.

The store's secrets are never a variable's value: the key lies in a file of its own
(`store/keys.py`), and a passphrase that unwraps it is read from `MORROW_KEY_PASSPHRASE_FILE`.  Of
PostgreSQL, leave the password out of `MORROW_DATABASE_URL`: libpq finds it in `~/.pgpass`, or in
the file that `PGPASSFILE` names.
"""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from morrow.care import calendar

PREFIX: Final = "MORROW_"
FOR_TESTS: Final = "MORROW_TEST_"  # read by tests/ and script/ alone

Port = Annotated[int, Field(ge=1, le=65535)]


class ConfigError(Exception):
    """A setting that we cannot use: names each variable and says what would be right."""


class Config(BaseSettings):
    """The settings of one running clinic.  Paths are absolute."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    data_dir: Path = Field(Path("var"), description="a folder for the store and its key")
    database_url: SecretStr | None = Field(
        None,
        description="postgresql://USER@HOST/NAME, or unset for the embedded encrypted store",
    )
    key_file: Path = Field(Path("morrow.key"), description="the file with the store's key")
    key_passphrase_file: Path | None = Field(
        None, description="a file whose first line unwraps the key file"
    )
    checkpoint_file: Path = Field(
        Path("checkpoints.log"),
        description="where checkpoints go, best on another machine's disk",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "localhost", "[::1]"), description="host names with commas between"
    )
    http_host: str = Field("127.0.0.1", description="the address to listen on")
    http_port: Port = Field(8000, description="a whole number from 1 to 65535")
    mllp_port: Port = Field(2575, description="a whole number from 1 to 65535")
    mllp_zone: str = Field(
        "", description="an IANA zone, where the clocks of devices run that state no offset"
    )
    demo: bool = Field(default=False, description="1 for the synthetic clinic, else 0")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(host.strip() for host in value.split(",") if host.strip())

    @field_validator("mllp_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        if value:
            calendar.zone(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value and urlsplit(value.get_secret_value()).scheme not in {"postgresql", "postgres"}:
            raise ValueError("not a PostgreSQL address")
        return value

    @model_validator(mode="after")
    def _stand_in_the_data_folder(self) -> Self:
        """File names that are not absolute lie in the data folder, wherever we were started."""
        data_dir = self.data_dir.absolute()
        for name in ("data_dir", "key_file", "checkpoint_file", "key_passphrase_file"):
            path = getattr(self, name)
            if path is not None:
                # The model is frozen for everybody else.
                object.__setattr__(self, name, data_dir / path if name != "data_dir" else data_dir)
        return self

    @property
    def embedded(self) -> bool:
        """True if the store is the encrypted file, False if it is PostgreSQL."""
        return self.database_url is None

    @property
    def store_file(self) -> Path:
        """The embedded store."""
        return self.data_dir / "morrow.db"


def load(environ: Mapping[str, str]) -> Config:
    """Read the settings from `environ`, the process's own variables.

    Raises ConfigError for an unknown `MORROW_*` variable and for a value that we cannot use.
    """
    known = {PREFIX + name.upper(): field for name, field in Config.model_fields.items()}
    wrong = [
        f"{name}: no such setting.{_nearest(name, known)}"
        for name in sorted(environ)
        if name.startswith(PREFIX) and not name.startswith(FOR_TESTS) and name not in known
    ]
    try:
        config = Config()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = PREFIX + str(problem["loc"][0]).upper()
            wrong.append(f"{name}: {problem['msg']}. Right would be {known[name].description}.")
        raise ConfigError("\n".join(wrong)) from None
    if wrong:
        raise ConfigError("\n".join(wrong))
    return config


def _nearest(name: str, known: Mapping[str, object]) -> str:
    names = [each.removeprefix(PREFIX) for each in known]
    near = difflib.get_close_matches(name.removeprefix(PREFIX), names, n=1)
    return f" Did you mean {PREFIX}{near[0]}?" if near else f" There are: {', '.join(known)}."
