"""The app's registration with Django."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "morrow.clinic.patients"
    label = "patients"
    verbose_name = "Patients"
