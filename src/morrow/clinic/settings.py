"""Django's settings, made from `MORROW_*` (`config.py`).  Safe for production unless `demo`."""

import os
from pathlib import Path
from typing import Any, Final

from morrow.clinic import config
from morrow.clinic.store import keys
from morrow.clinic.store.database import database

MORROW: Final = config.load(os.environ)
HERE: Final = Path(__file__).parent

# The store -------------------------------------------------------------------------------------
DATABASES: Final[dict[str, dict[str, Any]]] = {"default": database(MORROW)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Applications ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_htmx",
    "morrow.clinic.store",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "morrow.clinic.urls"
ASGI_APPLICATION = "morrow.clinic.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# Safety of the web -----------------------------------------------------------------------------
DEBUG = False
# Without a key file (before the first `morrow migrate`) it is empty, and Django refuses to sign.
SECRET_KEY = keys.web_secret(MORROW)
ALLOWED_HOSTS = list(MORROW.allowed_hosts)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"

# Language and time: instants are UTC; clinic/ shows them in the clinic's own zone ----------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
