"""The clinic's own settings, in a temporary data folder with a key of its own.

`MORROW_DATABASE_URL` chooses PostgreSQL (`script/_postgres` starts one); without it the tests run
on the embedded store.
"""

import atexit
import os
import shutil
import tempfile

if "MORROW_DATA_DIR" not in os.environ:
    os.environ["MORROW_DATA_DIR"] = tempfile.mkdtemp(prefix="morrow-tests-")
    atexit.register(shutil.rmtree, os.environ["MORROW_DATA_DIR"], ignore_errors=True)

from morrow.clinic import config
from morrow.clinic.store import keys

keys.create(config.load(os.environ))

from morrow.clinic.settings import *  # noqa: E402, F403
from morrow.clinic.settings import DATABASES, MORROW  # noqa: E402

if MORROW.embedded:
    DATABASES["default"]["TEST"] = {"NAME": str(MORROW.data_dir / "test.db")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
SECURE_SSL_REDIRECT = False  # the test client speaks plain HTTP; a test of its own checks the rest
# A middleware is made for each test client: it looks for a file when asked, not for all of them.
WHITENOISE_AUTOREFRESH = True
