"""The app's registration with Django."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "morrow.clinic.visits"
    label = "visits"
    verbose_name = "Visits"
