"""The app's registration with Django."""

from django.apps import AppConfig


class DirectorConfig(AppConfig):
    name = "morrow.clinic.director"
    label = "director"
    verbose_name = "Director's review"
