"""The page on which a member says whether moderators see how they help, and those of the moderators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.community.leaders import actions
from mentoring.community.leaders.forms import HIDE, SEE, HelpingForm, NominateForm
from mentoring.community.leaders.growing import RULE
from mentoring.community.leaders.selectors import (
    helper_of,
    helpers_of,
    is_on,
    member_who_agreed,
    moderator_of_its_centre,
    nomination_they_see,
    own_help,
    own_helping,
    was_asked,
)
from mentoring.community.models import Member
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def group_helping(request: SignedInRequest, group: UUID) -> HttpResponse:
    """What a member said to being seen as somebody who helps, what moderators see of them, and what one asks them."""
    member = own_helping(request.standing, group)
    form = HelpingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            messages.success(request, _said(request, member, form))
            return redirect("group_helping", group=group)
    context = {
        "group": member.group, "member": member, "form": form, "on": is_on(member.group), "asked": was_asked(member),
        "nomination": nomination_they_see(member), "help": own_help(member),
    }  # fmt: skip
    return render(request, "leaders/helping.html", context, status=422 if form.errors else 200)


def _said(request: SignedInRequest, member: Member, form: HelpingForm) -> str:
    """Do what was pressed; what the page says of it."""
    said = form.cleaned_data["said"]
    if said in (SEE, HIDE):
        actions.choose_to_be_seen(by=request.user, member=member, agreed=said == SEE)
        if said == SEE:
            return _("Thank you. Moderators may see how you help others. You can take it back here.")
        return _("Moderators do not see it. Nothing else has changed.")
    nomination = form.cleaned_data["nomination"]
    answered = actions.answer_nomination(by=request.user, member=member, nomination=nomination, answer=said)
    if answered.answer == answered.Answer.YES:
        return _("Thank you. Whoever runs your centre speaks with you. You can still change your mind.")
    return _("Thank you for answering. Nothing changes, and nobody asks you again for six months.")


@require_safe
def group_leaders(request: SignedInRequest, group: UUID) -> HttpResponse:
    """Those who agreed to be seen as people who help, in the order of their names, with the counts."""
    found = moderator_of_its_centre(request.standing, group)
    audit(by=request.user, verb=Verb.READ_GROUP_LEADERS, subject=found.group, centre=found.group.centre_id)
    context = {"group": found.group, "on": is_on(found.group), "helpers": helpers_of(found.group), "rule": RULE}
    return render(request, "leaders/leaders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: SignedInRequest, group: UUID, member: UUID) -> HttpResponse:
    """A moderator asks one of them whether they want to help as a mentor, with words why."""
    found = moderator_of_its_centre(request.standing, group)
    row = member_who_agreed(found, request.user, member)
    form = NominateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.nominate_leader(by=request.user, member=row, **form.cleaned_data)
            messages.success(request, _("Asked. They are told that there is something, and answer on their own page."))
            return redirect("group_leaders", group=group)
    audit(by=request.user, verb=Verb.READ_GROUP_LEADERS, subject=row, centre=found.group.centre_id)
    context = {"group": found.group, "form": form, "helper": helper_of(row), "rule": RULE}
    return render(request, "leaders/nominate.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: SignedInRequest, group: UUID, member: UUID) -> HttpResponse:
    """A moderator takes back what somebody has not answered yet."""
    found = moderator_of_its_centre(request.standing, group)
    row = member_who_agreed(found, request.user, member)
    if actions.withdraw_nomination(by=request.user, member=row):
        messages.success(request, _("Taken back. They do not see the question any more."))
    else:
        messages.info(request, _("There was nothing to take back: it was answered, or taken back already."))
    return redirect("group_leaders", group=group)
