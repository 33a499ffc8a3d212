"""A program that has imported what commands need, and forks a process for each.

A fresh process imports for a second, and the tests run many.  A line of JSON on stdin says what to
run, in which environment, and where its output goes; the line back is its exit code.
"""

import gc
import importlib
import json
import os
import sys
from typing import Any

IMPORTED = [
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "cryptography.hazmat.primitives.kdf.scrypt",
    "django.contrib.auth.hashers",
    "django.contrib.auth.password_validation",
    "django.contrib.messages",
    "django.contrib.staticfiles.finders",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.db.migrations",
    "django.db.models",
    "django.middleware.csrf",
    "django.test.client",
    "django.utils.translation.reloader",
    "morrow.cli",
    "morrow.clinic.config",
    "morrow.exchange.facts",
    "psycopg",
    "pydantic_settings",
    "sqlcipher3",
    "uvicorn",
]


def main() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()  # what was imported is no garbage of a child
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(request: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(request["environment"])
    for name, descriptor in (("out", 1), ("err", 2)):
        os.dup2(os.open(request[name], os.O_CREAT | os.O_WRONLY, 0o600), descriptor)
    if request["code"] is None:
        from morrow.cli import main

        sys.argv = ["morrow", *request["arguments"]]
        main()  # ends this process
    os.environ["DJANGO_SETTINGS_MODULE"] = "morrow.clinic.settings"
    import django

    django.setup()
    exec(request["code"], {"json": json})
    sys.exit()


if __name__ == "__main__":
    main()
