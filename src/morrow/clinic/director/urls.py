"""Addresses of the director's pages."""

from django.urls import path

from morrow.clinic.director import views

app_name = "director"
urlpatterns = [
    path("clinics/<uuid:clinic>/director/", views.review, name="review"),
    path("clinics/<uuid:clinic>/director/<str:matter>/", views.reviewed, name="reviewed"),
]
