"""The app's registration with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "morrow.clinic.people"
    label = "people"
    verbose_name = "People"
