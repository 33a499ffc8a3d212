"""A store of a test's own, beside the test database: for commands and for processes to kill."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class OwnStore:
    """A data folder and, on PostgreSQL, a database."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `morrow` on this store."""
        return subprocess.run(
            [sys.executable, "-c", "from morrow.cli import main; main()", *arguments],
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def done(self, *arguments: str) -> str:
        """Run `morrow` and return what it printed; it must succeed."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def python(self, code: str) -> Any:
        """Run code in a process where Django is set up; return what it prints, read as JSON."""
        setup = "import django; django.setup(); import json\n"
        result = subprocess.run(
            [sys.executable, "-c", setup + code],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "morrow.clinic.settings"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout or "null")


@contextmanager
def own_store(folder: Path) -> Iterator[OwnStore]:
    """Give an empty store in `folder`, on the engine that `MORROW_DATABASE_URL` chooses."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MORROW_")}
    environment |= {
        "MORROW_DATA_DIR": str(folder),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    url = os.environ.get("MORROW_DATABASE_URL")
    if not url:
        yield OwnStore(folder, environment)
        return
    import psycopg

    name = f"own_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        own_url = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        yield OwnStore(folder, environment | {"MORROW_DATABASE_URL": own_url})
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
