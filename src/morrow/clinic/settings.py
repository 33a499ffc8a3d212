"""Django's settings, made from `MORROW_*` (`config.py`).  Safe for production unless `demo`."""

import os
from pathlib import Path
from typing import Any, Final

from morrow.clinic import config
from morrow.clinic.logs import without_refusals_traceback
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
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "morrow.clinic.store",
    "morrow.clinic.people",
    "morrow.clinic.patients",
    "morrow.clinic.visits",
    "morrow.clinic.bedside",
    "morrow.clinic.protocols",
    "morrow.clinic.director",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "morrow.clinic.people.middleware.DeclaredRoutesOnly",
]
ROOT_URLCONF = "morrow.clinic.urls"
ASGI_APPLICATION = "morrow.clinic.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "morrow.clinic.people.context.chrome",
            ]
        },
    }
]

# Safety of the web -----------------------------------------------------------------------------
DEBUG = False
# Without a key file (before the first `morrow migrate`) it is empty, and Django refuses to sign.
SECRET_KEY = keys.web_secret(MORROW)
ALLOWED_HOSTS = list(MORROW.allowed_hosts)
X_FRAME_OPTIONS = "DENY"
# Never to another site; to our own pages whole, because CSRF over TLS reads the referrer.
SECURE_REFERRER_POLICY = "same-origin"
# Only the demo, on loopback, is served without TLS; a proxy in front says so by
# X-Forwarded-Proto, which uvicorn believes from loopback alone.
TLS = not MORROW.demo
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on loopback by whatever watches the process
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20  # 1 MiB: no form of ours is near it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# Sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["morrow.clinic.people.credentials.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name")}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "people:sign_in"
SESSION_ENGINE = "morrow.clinic.people.sessions"
SESSION_COOKIE_NAME = "__Host-morrow" if TLS else "morrow"
CSRF_COOKIE_NAME = "__Host-morrow-csrf" if TLS else "morrow-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "morrow.clinic.people.errors.no_token"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Failures go to standard error.  Paths carry ids alone; what was typed is never in one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "refusals": {
            "()": "django.utils.log.CallbackFilter",
            "callback": without_refusals_traceback,
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}},
}

# Language and time: instants are UTC; clinic/ shows them in the clinic's own zone ----------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect before a start
