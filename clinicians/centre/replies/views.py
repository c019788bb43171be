"""The pages on which a centre keeps words ready for its answers, changes them and takes them away."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinicians.centre.replies.forms import ReplyTemplateForm
from mentoring.conversations import actions
from mentoring.conversations.models import ReplyTemplate
from mentoring.conversations.selectors import template_for, templates_of
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on


@require_safe
def reply_templates(request: StaffRequest) -> HttpResponse:
    """All of them, by language; a language in which there is none says so."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    kept = list(templates_of(centre))
    languages = [
        (code, name, [template for template in kept if template.language == code])
        for code, name in settings.LANGUAGES
    ]  # fmt: skip
    return render(request, "clinicians/centre/replies/replies.html", {"centre": centre, "languages": languages})


@require_http_methods(["GET", "HEAD", "POST"])
def reply_template_new(request: StaffRequest) -> HttpResponse:
    """Words more; `?language=` says in which they are."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    return _written(request, centre, None, {"language": request.GET.get("language") or get_language()})


@require_http_methods(["GET", "HEAD", "POST"])
def reply_template(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What is kept, to read and change."""
    kept = template_for(request.standing, pk)
    return _written(request, kept.centre, kept, {name: getattr(kept, name) for name in ("language", "name", "words")})


def _written(
    request: StaffRequest, centre: Centre, kept: ReplyTemplate | None, initial: dict[str, str | None]
) -> HttpResponse:
    form = ReplyTemplateForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.keep_template(by=request.user, centre=centre, template=kept, **form.cleaned_data)
            messages.success(request, _("Saved. Whoever answers is offered it from now on."))
            return redirect("reply_templates")
    context = {"form": form, "kept": kept}
    return render(request, "clinicians/centre/replies/reply.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_template_remove(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks once; then the words are kept ready no more."""
    kept = template_for(request.standing, pk)
    if request.method != "POST":
        return render(request, "clinicians/centre/replies/remove.html", {"kept": kept})
    actions.remove_template(by=request.user, template=kept)
    messages.success(request, _("Removed. What was sent with it stays as it was sent."))
    return redirect("reply_templates")
