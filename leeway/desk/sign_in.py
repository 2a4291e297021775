"""Signing in and out, one's own settings, and the demo's way in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leeway.demo.make import on_show
from leeway.people.links import link_for, token
from leeway.people.models import Account, Customer, Person
from leeway.projections.cases import CaseRow

BACKEND = "django.contrib.auth.backends.ModelBackend"
SHOWN_CUSTOMERS = 8


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "This name and password do not belong together. Try again; capital letters count in the "
        "password. After five tries the door is closed for a quarter of an hour.",
        "inactive": "This account is closed. An administrator here can open it again.",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        self.fields["username"].label = "Your name here"


class SignIn(LoginView):
    template_name = "sign_in/page.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(demo=on_show(), **more)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PasswordForm(PasswordChangeForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
            field.widget.attrs.pop("autofocus", None)


@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """One click to look around as anybody; only where the installation says that it is a demo, and is one."""
    _must_be_demo()
    people = Person.objects.filter(active=True, account__isnull=False).select_related("reports_to")
    faces = {"henry": 0, "ana": 1, "petra": 2}
    order = sorted(people, key=lambda each: (faces.get(each.id, 4 if each.role != "administrator" else 3), each.name))
    now = timezone.now()
    rows = list(CaseRow.objects.exclude(state="WITHDRAWN").order_by("-moved_at")[:SHOWN_CUSTOMERS])
    known = Customer.objects.filter(erased_at=None).in_bulk([row.customer for row in rows])
    pages = [(row, known[row.customer], token(link_for(row.id, known[row.customer], now)))
             for row in rows if row.customer in known]  # fmt: skip
    return render(request, "sign_in/demo.html", {"people": order, "pages": pages})


@require_POST
def demo_sign_in(request: HttpRequest, person: str) -> HttpResponse:
    _must_be_demo()
    account = get_object_or_404(Account, person=person, is_active=True)
    login(request, account, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _must_be_demo() -> None:
    if not on_show():
        raise Http404("Only on a demo installation.")
