"""The demo's sign-in links: one signed link a role, only where this site runs as a demo."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.people.models import User
from oncocare.signin.adapter import remember_language
from oncocare.signin.middleware import DEMO

SALT = "oncocare.demo"


def link_for(user: User) -> str:
    """The path that signs this demo person in."""
    return reverse("demo_sign_in", args=[signing.dumps(str(user.pk), salt=SALT)])


@login_not_required
@require_safe
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign a demo person in by link. The route exists in a demo only."""
    try:
        user = User.objects.get(pk=signing.loads(token, salt=SALT), is_active=True)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise Http404 from error
    login(request, user)
    request.session[DEMO] = True  # no second factor is asked of people who are made up
    record(by=user, verb=Verb.SIGNED_IN_DEMO, subject=user)
    response = redirect("home")
    remember_language(response, user.language)
    return response
