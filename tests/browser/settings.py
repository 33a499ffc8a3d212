"""The clinic's own settings, but for the price of a password: Argon2 is slow on purpose."""

from morrow.clinic.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
