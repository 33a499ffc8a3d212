"""The clinic's addresses.  Each app adds its own `urls` here."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
