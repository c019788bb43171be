"""The one page on which somebody says what a group was like, or why it was not for them."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentoring.community.surveys import actions
from mentoring.community.surveys.asking import OF_A_GROUP
from mentoring.community.surveys.forms import FeedbackForm, form_for
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.surveys.selectors import is_open, own_feedback
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def group_feedback(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A few questions about a group, all on one page. After words that say that somebody wants to die the numbers come
    first.
    """
    feedback = own_feedback(request.standing, pk)
    if not is_open(feedback):
        messages.info(request, _over(feedback))
        return redirect("home")
    form = form_for(feedback.moment, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            return _answered(request, feedback, form)
    context = {"feedback": feedback, "form": form, "of_a_group": feedback.moment in OF_A_GROUP}
    return render(request, "surveys/feedback.html", context, status=422 if form.errors else 200)


def _answered(request: SignedInRequest, feedback: GroupFeedback, form: FeedbackForm) -> HttpResponse:
    flag = actions.answer(by=request.user, feedback=feedback, said=form.cleaned_data)
    if flag:
        return redirect(f"{reverse('support', args=[flag.pk])}?{urlencode({'next': reverse('home')}, safe='/')}")
    if actions.says_danger(form.cleaned_data["words"]):
        return redirect("help_now")
    messages.success(request, _("Thank you. It helps us to make the groups better."))
    return redirect("home")


@require_POST
def skip_group_feedback(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """They would rather not say."""
    feedback = own_feedback(request.standing, pk)
    if is_open(feedback):
        actions.skip(by=request.user, feedback=feedback)
        messages.success(request, _("All right. We do not ask you this again."))
    else:
        messages.info(request, _over(feedback))
    return redirect("home")


def _over(feedback: GroupFeedback) -> str:
    if feedback.answered or feedback.skipped:
        return _("You have answered this already. Nothing was changed now.")
    return _("The time for these questions is over. Nothing was kept, and nothing is missing.")
