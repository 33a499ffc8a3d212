"""Addresses of people's pages."""

from django.urls import path

from morrow.clinic.people.views import openings, sign_in, staff

app_name = "people"
urlpatterns = [
    path("", sign_in.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("switch/", sign_in.switch, name="switch"),
    path("lock/", sign_in.lock, name="lock"),
    path("lock/chairs/", sign_in.chairs, name="chairs"),
    path("seen/", sign_in.seen, name="seen"),
    path("room/", sign_in.appearance, name="appearance"),
    path("clinic/", sign_in.choose_clinic, name="choose_clinic"),
    path("account/", sign_in.account, name="account"),
    path("account/password/", sign_in.password, name="password"),
    path("account/pin/", sign_in.pin, name="pin"),
    path("clinics/<uuid:clinic>/staff/", staff.staff, name="staff"),
    path("clinics/<uuid:clinic>/staff/<uuid:person>/", staff.member, name="member"),
    path("clinics/<uuid:clinic>/staff/<uuid:person>/end/", staff.deactivate, name="deactivate"),
    path("elsewhere/", openings.elsewhere, name="elsewhere"),
    path("visits/<uuid:visit>/open-at-once/", openings.open_at_once, name="open_at_once"),
    path("openings/<uuid:opening>/reason/", openings.explain, name="explain"),
    path("clinics/<uuid:clinic>/access-log/", openings.log, name="access_log"),
    path("clinics/<uuid:clinic>/access-log/<uuid:opening>/review/", openings.review, name="review"),
    path(
        "clinics/<uuid:clinic>/staff/<uuid:person>/password/",
        staff.new_password,
        name="new_password",
    ),
]
