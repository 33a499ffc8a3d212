"""Addresses of the protocol pages."""

from django.urls import path

from morrow.clinic.protocols import views

app_name = "protocols"
urlpatterns = [
    path("clinics/<uuid:clinic>/protocols/", views.protocols, name="protocols"),
    path("clinics/<uuid:clinic>/protocols/<slug:key>/", views.protocol, name="protocol"),
    path("clinics/<uuid:clinic>/protocols/<slug:key>/prepare/", views.prepare, name="prepare"),
    path("clinics/<uuid:clinic>/protocols/<slug:key>/<int:version>/sign/", views.sign, name="sign"),
]
