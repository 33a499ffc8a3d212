"""Which database Django opens: the embedded encrypted file, or PostgreSQL."""

from importlib.util import find_spec
from typing import Any

from morrow.clinic.config import Config, ConfigError

_PARTS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(config: Config) -> dict[str, Any]:
    """Return Django's description of the store.  ConfigError if its driver is not installed."""
    if config.database_url is None:
        require("sqlcipher3", "the embedded encrypted store", "sqlcipher3")
        return {
            "ENGINE": "morrow.clinic.store.sqlcipher",
            "NAME": str(config.store_file),
            "OPTIONS": {"timeout": 10},  # s; waits only for a checkpoint of the WAL
        }
    require("psycopg", "PostgreSQL", "morrow[postgres]")
    from psycopg import ProgrammingError  # noqa: PLC0415  (an extra that need not be there)
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        parts = conninfo_to_dict(config.database_url.get_secret_value())
    except ProgrammingError as error:
        raise ConfigError(f"MORROW_DATABASE_URL: {str(error).strip()}") from None
    known = {name: parts.pop(key) for key, name in _PARTS.items() if key in parts}
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": parts}


def require(module: str, purpose: str, package: str) -> None:
    """Raise ConfigError, saying how to get it, if a driver is not installed."""
    if find_spec(module) is None:
        raise ConfigError(
            f"The driver for {purpose} is not installed. Right would be: pip install '{package}'"
        )
