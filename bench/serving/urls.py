"""The clinic's addresses, and a bare view that inserts one row."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from morrow.clinic import access
from morrow.clinic.store.writer import write
from morrow.clinic.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
ROW = "x" * 900  # a journal row of a charted set is about so long


@csrf_exempt
@access.operation("health.live")
def bare(request: HttpRequest) -> HttpResponse:
    """Insert a row, durably, and say so."""
    del request

    def unit() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare (row) VALUES (%s)", [ROW])

    write(unit)
    return HttpResponse(status=204)


urlpatterns = [*urlpatterns, path("bare/", bare, name="bare")]
