"""Addresses of the papers of a visit."""

from django.urls import path

from morrow.clinic.documents import views

app_name = "documents"
urlpatterns = [
    path("visits/<uuid:visit>/record.pdf", views.record, name="record"),
    path("visits/<uuid:visit>/handover.pdf", views.handover, name="handover"),
]
