"""Deny by default: a route that declares no operation is answered 404, and never runs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin


class DeclaredRoutesOnly(MiddlewareMixin):
    """Refuses to run a view without `morrow.clinic.access.operation`."""

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view, "operations", ()):
            raise Http404(f"{request.path} declares no operation")
        return None
