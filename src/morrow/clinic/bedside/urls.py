"""Addresses of the pages about devices and chairs."""

from django.urls import path

from morrow.clinic.bedside import views

app_name = "bedside"
urlpatterns = [
    path("clinics/<uuid:clinic>/devices/", views.devices, name="devices"),
    path("clinics/<uuid:clinic>/devices/now/", views.devices_now, name="devices_now"),
    path("clinics/<uuid:clinic>/devices/assign/", views.assign, name="assign"),
    path("clinics/<uuid:clinic>/devices/release/", views.release, name="release"),
    path("clinics/<uuid:clinic>/chairs/", views.chairs, name="chairs"),
    path("clinics/<uuid:clinic>/chairs/<uuid:chair>/retire/", views.retire_chair, name="retire"),
]
