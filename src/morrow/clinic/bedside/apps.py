"""The app's registration with Django."""

from django.apps import AppConfig


class BedsideConfig(AppConfig):
    name = "morrow.clinic.bedside"
    label = "bedside"
    verbose_name = "Bedside devices"
