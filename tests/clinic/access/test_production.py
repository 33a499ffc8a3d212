"""What the web server promises in production settings."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from morrow.clinic import access
from tests.clinic.cast import Cast, make, sign_in

CLINIC: Final = Path(access.__file__).parent


def test_djangos_deployment_check_is_clean(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MORROW_")}
    environ |= {
        "MORROW_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "morrow.clinic.settings",
    }
    create = (
        "import os; from morrow.clinic import config; from morrow.clinic.store import keys;"
        "keys.create(config.load(os.environ))"
    )
    subprocess.run([sys.executable, "-c", create], env=environ, check=True)
    check = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    ran = subprocess.run(check, env=environ, check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ), ran.stderr


def test_every_answer_forbids_inline_script_and_style_and_other_sites(db: None) -> None:
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert {value for name, value in directives.items() if name != "default-src"} <= {
        "'self'",
        "'none'",
    }
    assert directives["frame-ancestors"] == "'none'"


def test_cookies_are_secure_http_only_and_same_site(db: None) -> None:
    client = Client()
    cast = make_now()
    assert cast.people
    sign_in(client, "nurse")
    for name in ("__Host-morrow", "__Host-morrow-csrf", "morrow_tablet"):
        morsel = client.cookies[name]
        assert (morsel["secure"], morsel["httponly"], morsel["samesite"]) == (True, True, "Strict")


def test_other_headers(db: None) -> None:
    headers = Client().get("/sign-in/", secure=True).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "no-store" in headers["Cache-Control"]


@override_settings(SECURE_SSL_REDIRECT=True)
def test_plain_http_is_led_to_tls(db: None) -> None:
    assert Client().get("/sign-in/")["Location"] == "https://testserver/sign-in/"


@pytest.mark.parametrize("template", sorted(CLINIC.rglob("*.html")), ids=lambda p: p.name)
def test_no_template_has_inline_script_style_or_another_site(template: Path) -> None:
    text = re.sub(r"{#.*?#}|{%.*?%}", "", template.read_text())
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=", text), "inline handler"
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text), "another site"


@access.operation("staff.manage")
def _forgets_the_door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything")


@access.operation("board.see")
def _asks_for_another_operation(request: HttpRequest) -> HttpResponse:
    place = next(iter(access.principal(request).clinics()))  # type: ignore[union-attr]
    access.clinic(request, "staff.manage", place)
    return HttpResponse("everything")


def _declares_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything")


urlpatterns = [
    path("sign-in/", _declares_nothing, name="sign_in"),
    path("forgets/", _forgets_the_door),
    path("another/", _asks_for_another_operation),
    path("undeclared/", _declares_nothing),
]


def test_a_view_that_forgets_its_door_or_asks_for_another_operation_fails(db: None) -> None:
    client = Client()
    make_now()
    sign_in(client, "admin")
    with override_settings(ROOT_URLCONF=__name__):
        for address in ("/forgets/", "/another/"):
            with pytest.raises(RuntimeError, match="door"):
                client.get(address)


def test_a_route_that_declares_nothing_never_runs(db: None) -> None:
    from django.http import Http404

    from morrow.clinic.people.middleware import DeclaredRoutesOnly

    gate = DeclaredRoutesOnly(lambda _: HttpResponse())
    with pytest.raises(Http404):
        gate.process_view(RequestFactory().get("/undeclared/"), _declares_nothing, (), {})
    assert gate.process_view(RequestFactory().get("/"), _forgets_the_door, (), {}) is None


def test_an_operation_that_the_policy_does_not_know_fails_where_it_is_declared() -> None:
    with pytest.raises(KeyError, match=r"visit\.teleport"):
        access.operation("visit.teleport")


def make_now() -> Cast:
    from django.utils import timezone

    return make(timezone.now())


def test_a_page_says_its_language_and_where_its_content_begins(db: None) -> None:
    page = Client().get(reverse("people:sign_in")).content.decode()
    assert '<html lang="en' in page
    assert '<a class="skip" href="#main">' in page
