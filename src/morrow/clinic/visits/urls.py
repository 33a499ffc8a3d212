"""Addresses of visits."""

from django.urls import path

from morrow.clinic.visits.views import board, order, page, patient, planning

app_name = "visits"
urlpatterns = [
    path("board/", board.board_here, name="board_here"),
    path("clinics/<uuid:clinic>/board/", board.board, name="board"),
    path("clinics/<uuid:clinic>/board/cards/", board.cards, name="cards"),
    path("visits/<uuid:visit_id>/", page.visit, name="visit"),
    path("visits/<uuid:visit_id>/view.json", page.view, name="view"),
    path("visits/<uuid:visit_id>/sheet/", page.sheet, name="sheet"),
    path("visits/<uuid:visit_id>/acts/<str:name>/", page.act, name="act"),
    path("visits/<uuid:visit_id>/rate-preview.json", page.rate_preview, name="rate_preview"),
    path("visits/<uuid:visit_id>/move/", planning.move, name="move"),
    path("visits/<uuid:visit_id>/cancel/", planning.cancel, name="cancel"),
    path("visits/<uuid:visit_id>/no-show/", planning.no_show, name="no_show"),
    path("visits/<uuid:visit_id>/patient/", patient.patient, name="patient"),
    path("visits/<uuid:visit_id>/order/", order.order, name="order"),
    path("visits/<uuid:visit_id>/order/draft/", order.draft, name="order_draft"),
]
