"""The clinic's addresses.  Each app adds its own `urls` here."""

from django.urls import URLPattern, URLResolver, include, path

from morrow.clinic import live

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("morrow.clinic.people.urls")),
    path("", include("morrow.clinic.protocols.urls")),
    path("", include("morrow.clinic.patients.urls")),
    path("", include("morrow.clinic.visits.urls")),
    path("live/", live.stream, name="live"),
    path("", include("morrow.clinic.bedside.urls")),
    path("", include("morrow.clinic.director.urls")),
    path("", include("morrow.clinic.documents.urls")),
]

handler400 = "morrow.clinic.people.errors.bad_request"
handler403 = "morrow.clinic.people.errors.forbidden"
handler404 = "morrow.clinic.people.errors.not_found"
handler500 = "morrow.clinic.people.errors.our_mistake"
