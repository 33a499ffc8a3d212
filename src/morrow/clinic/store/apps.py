"""The journal's tables and the store under them."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "morrow.clinic.store"
    label = "store"

    def ready(self) -> None:
        """Let no connection but the writer's write."""
        from morrow.clinic.store import connections  # noqa: PLC0415  (needs Django set up)

        connections.guard()
