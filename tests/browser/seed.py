"""Makes a store and fills it, in a process of its own: `python -m tests.browser.seed MODULE:NAME`.

The function named fills the store through the clinic's own actions and returns JSON values,
which go to standard output for the test.
"""

import importlib
import json
import os
import sys


def main(filler: str) -> None:
    """Make the key, migrate, fill."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "morrow.clinic.settings")
    from morrow.clinic import config
    from morrow.clinic.store import keys

    keys.create(config.load(os.environ), demo=True)
    import django
    from django.core.management import call_command

    django.setup()
    from morrow.clinic.store import connections, writer

    with connections.writable():
        call_command("migrate", verbosity=0)
    module, _, name = filler.partition(":")
    given = getattr(importlib.import_module(module), name)()
    writer.close()
    sys.stdout.write(json.dumps(given))


if __name__ == "__main__":
    main(sys.argv[1])
