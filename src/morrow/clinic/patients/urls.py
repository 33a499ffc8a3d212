"""Addresses of patients."""

from django.urls import path

from morrow.clinic.patients import views

app_name = "patients"
urlpatterns = [
    path("patients/", views.patients_here, name="here"),
    path("clinics/<uuid:clinic>/patients/", views.patients, name="patients"),
    path("clinics/<uuid:clinic>/patients/new/", views.register, name="register"),
    path("clinics/<uuid:clinic>/patients/import/", views.import_patients, name="import"),
    path("patients/<uuid:patient_id>/", views.patient, name="patient"),
    path("patients/<uuid:patient_id>/correct/", views.correct, name="correct"),
    path("patients/<uuid:patient_id>/merge/", views.merge, name="merge"),
    path("patients/<uuid:patient_id>/attest/<slug:kind>/", views.attest, name="attest"),
    path("patients/<uuid:patient_id>/book/", views.book, name="book"),
]
