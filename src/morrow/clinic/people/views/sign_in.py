"""Signing in, locking, switching users on a shared tablet, and one's own password and PIN."""

from http import HTTPStatus
from typing import Any

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from morrow.clinic import access
from morrow.clinic.people import (
    actions,
    context,
    credentials,
    forms,
    navigation,
    openings,
    queries,
    tablet,
)
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.people.models import User
from morrow.clinic.people.refusals import NEXT

BACKEND = "morrow.clinic.people.credentials.Backend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation("people.sign_in")
def sign_in(request: HttpRequest) -> HttpResponse:
    """By password.  Also opens the lock, and takes the tablet over from the last person."""
    if request.method != "POST":
        return _door(request, forms.SignInForm())
    form = forms.SignInForm(request.POST)
    if not form.is_valid():
        return _door(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    user = credentials.by_password(request, **form.cleaned_data, now=access.now(request))
    if isinstance(user, NotProven):
        form.add_error(None, user.words)
        return _door(request, form, status=_refused(user))
    response = _enter(request, user)
    device = tablet.ensure(request, response)
    credentials.remember(device, user, now=access.now(request))
    return response


@never_cache
@sensitive_post_parameters("pin")
@require_POST
@access.operation("people.switch")
def switch(request: HttpRequest) -> HttpResponse:
    """By PIN: opens the lock for the same person, or hands the tablet to another."""
    form = forms.PinForm(request.POST)
    if not form.is_valid():
        return _door(request, forms.SignInForm(), pin_error="Enter the six digits of your PIN.")
    user = credentials.by_pin(request, **form.cleaned_data, now=access.now(request))
    if isinstance(user, NotProven):
        return _door(request, forms.SignInForm(), pin_error=user.words, status=_refused(user))
    return _enter(request, user)


@require_POST
@access.operation("people.sign_out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and the PIN on this tablet."""
    by = access.principal(request)
    assert by is not None
    credentials.forget(tablet.identity(request), by.id)
    auth.logout(request)
    return redirect("people:sign_in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation("people.lock")
def lock(request: HttpRequest) -> HttpResponse:
    """POST locks the tablet; GET is what a locked tablet shows."""
    if request.method == "POST":
        tablet.lock(request, now=access.now(request))
        return redirect(f"{reverse('people:lock')}?{NEXT}={_next(request)}")
    return _door(request, forms.SignInForm())


@never_cache
@require_safe
@access.operation("people.lock")
def chairs(request: HttpRequest) -> HttpResponse:
    """What a locked tablet shows of the running visits: chairs and alarms, no names."""
    by = access.principal(request)
    assert by is not None
    return render(request, "people/chairs.html", {"running": queries.running_here(by)})


@require_POST
@access.operation("people.seen")
def seen(_request: HttpRequest) -> HttpResponse:
    """A touch on the page: the tablet is not idle."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_GET
@access.operation("people.home")
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the person's work."""
    by = access.principal(request)
    assert by is not None
    here = navigation.current_clinic(request, navigation.clinics_of(by))
    if here and (links := navigation.links(request, by, here.id)):
        return redirect(links[0].url)
    return render(request, "people/no_work.html")


@require_POST
@access.operation("people.choose_clinic")
def choose_clinic(request: HttpRequest) -> HttpResponse:
    """Show another clinic where one works."""
    by = access.principal(request)
    assert by is not None
    chosen = request.POST.get("clinic", "")
    if chosen in {str(place) for place in by.clinics()}:
        request.session[navigation.CHOSEN] = chosen
    return redirect("people:home")


@require_POST
@access.operation("people.appearance")
def appearance(request: HttpRequest) -> HttpResponse:
    """Light room, dark room, or as the tablet says."""
    response = redirect(_safe(request, request.headers.get("Referer", "")))
    theme = request.POST.get("theme", "")
    if theme in dict(context.THEMES):
        response.set_cookie(
            context.THEME_COOKIE, theme, max_age=tablet.COOKIE_AGE_S, httponly=True,
            secure=request.is_secure(), samesite="Strict",
        )  # fmt: skip
    return response


@never_cache
@require_GET
@access.operation("people.account")
def account(request: HttpRequest) -> HttpResponse:
    """One's own password and PIN."""
    return _account(request)


@sensitive_post_parameters("old", "new")
@require_POST
@access.operation("people.account")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password.  Ends one's other sessions."""
    user = _myself(request)
    form = forms.PasswordForm(request.POST, user=user)
    if not form.is_valid():
        return _account(request, password_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    now = access.now(request)
    proven = credentials.by_password(
        request, username=user.username, password=form.cleaned_data["old"], now=now
    )
    if isinstance(proven, NotProven):
        form.add_error("old", proven.words)
        return _account(request, password_form=form, status=_refused(proven))
    actions.change_password(proven, password=form.cleaned_data["new"])
    auth.update_session_auth_hash(request, proven)
    messages.success(request, "Your password is changed.", extra_tags="ok")
    return redirect("people:account")


@sensitive_post_parameters("password", "pin")
@require_POST
@access.operation("people.account")
def pin(request: HttpRequest) -> HttpResponse:
    """Set one's own PIN."""
    user = _myself(request)
    form = forms.NewPinForm(request.POST)
    if not form.is_valid():
        return _account(request, pin_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    now, given = access.now(request), form.cleaned_data["password"]
    proven = credentials.by_password(request, username=user.username, password=given, now=now)
    if isinstance(proven, NotProven):
        form.add_error("password", proven.words)
        return _account(request, pin_form=form, status=_refused(proven))
    actions.set_pin(proven, pin=form.cleaned_data["pin"])
    messages.success(request, "Your PIN is set, for tablets where you sign in.", extra_tags="ok")
    return redirect("people:account")


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """A fresh session for a person who has just proved who they are."""
    auth.login(request, user, backend=BACKEND)
    openings.mark(request)
    tablet.unlock(request, now=access.now(request))
    return redirect(_safe(request, _next(request)))


def _door(
    request: HttpRequest,
    form: forms.SignInForm,
    *,
    status: int = HTTPStatus.OK,
    pin_error: str = "",
) -> HttpResponse:
    """The page before everything: who is at this tablet."""
    now = access.now(request)
    by = access.principal(request)
    shown = {
        "form": form,
        "holder": by,
        "people": credentials.on_this_tablet(request, now=now),
        "pin_error": pin_error,
        "chosen": request.POST.get("person", str(by.id) if by else ""),
        "next": _next(request),
        "running": queries.running_here(by) if by else [],
    }
    if pin_error and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "people/door.html", shown, status=status)


def _account(request: HttpRequest, *, status: int = HTTPStatus.OK, **given: Any) -> HttpResponse:
    user = _myself(request)
    shown = {
        "user": user,
        "password_form": forms.PasswordForm(user=user),
        "pin_form": forms.NewPinForm(),
        **given,
    }
    return render(request, "people/account.html", shown, status=status)


def _myself(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return User.objects.get(id=request.user.id)


def _refused(reason: NotProven) -> HTTPStatus:
    many = reason.again_at is not None
    return HTTPStatus.TOO_MANY_REQUESTS if many else HTTPStatus.UNPROCESSABLE_ENTITY


def _next(request: HttpRequest) -> str:
    return request.POST.get(NEXT) or request.GET.get(NEXT) or ""


def _safe(request: HttpRequest, target: str) -> str:
    """The target if it is ours, else the start page."""
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else reverse("people:home")
