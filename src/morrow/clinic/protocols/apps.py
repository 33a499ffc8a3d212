"""The app of the clinic's protocols."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "morrow.clinic.protocols"
    label = "protocols"
