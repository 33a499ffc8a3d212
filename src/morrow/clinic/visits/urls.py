"""Addresses of visits."""

from django.urls import path

from morrow.clinic.visits.views import page

app_name = "visits"
urlpatterns = [
    path("visits/<uuid:visit_id>/", page.visit, name="visit"),
    path("visits/<uuid:visit_id>/view.json", page.view, name="view"),
    path("visits/<uuid:visit_id>/acts/<str:name>/", page.act, name="act"),
    path("visits/<uuid:visit_id>/rate-preview.json", page.rate_preview, name="rate_preview"),
]
