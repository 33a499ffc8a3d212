"""The clinic's own settings, with one more address."""

from morrow.clinic.settings import *  # noqa: F403

ROOT_URLCONF = "serving.urls"
