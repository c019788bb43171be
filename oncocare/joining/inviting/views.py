"""Inviting patients: by e-mail, by one letter or by a pile of letters, and what became of them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.unit import unit
from oncocare.joining import actions as joining
from oncocare.joining.inviting.forms import LettersForm, OneForm
from oncocare.joining.inviting.letters import letters
from oncocare.joining.inviting.selectors import funnel, total
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import LinkState, joined, link_state, made_with, waiting
from oncocare.people.access import at_work, centre_for
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.roles import CLINICIAN, PATIENT
from oncocare.people.selectors import Standing
from oncocare.safety.rota.selectors import ready_for_patients

PER_PAGE, LATEST = 50, 20


@require_safe
def invitations(request: StaffRequest) -> HttpResponse:
    """Who was invited, who came, and where it is stuck."""
    return _page(request, centre_for(request.standing, Permission.INVITE))


@require_POST
def invite(request: StaffRequest) -> HttpResponse:
    """Invite one person."""
    centre, form = centre_for(request.standing, Permission.INVITE), OneForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, one=form)
    clinician = _clinician(request.standing, centre)
    try:
        made = joining.invite(by=request.user, centre=centre, clinician=clinician, **_given(form))
    except ValidationError as refused:
        return _refused(request, refused)
    if made.channel == Invitation.Channel.EMAIL:
        messages.success(request, _("The invitation is on its way. If it cannot be delivered, this page says so."))
    else:
        messages.success(request, _("The letter is ready to print. It stands near the top of the list."))
    return redirect("invitations")


@require_POST
def invite_ward(request: StaffRequest) -> HttpResponse:
    """A pile of letters, each with an invitation of its own."""
    centre, form = centre_for(request.standing, Permission.INVITE), LettersForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, pile=form)
    cleaned, clinician = form.cleaned_data, _clinician(request.standing, centre)
    try:
        with unit():
            for _number in range(cleaned["number"]):
                joining.invite(
                    by=request.user, centre=centre, channel=Invitation.Channel.LETTER.value, clinician=clinician,
                    language=cleaned["language"], ward=cleaned["ward"],
                )  # fmt: skip
    except ValidationError as refused:
        return _refused(request, refused)
    ready = ngettext("%(n)s letter is ready to print.", "%(n)s letters are ready to print.", cleaned["number"])
    messages.success(request, ready % {"n": cleaned["number"]} + " " + _("They stand near the top of the list."))
    return redirect("invitations")


@require_safe
def letter(request: StaffRequest, pk: uuid.UUID, *, pile: bool = False) -> HttpResponse:
    """The letter to print, or the whole pile it was made with; only what still opens something."""
    invitation = _invitation_for(request.standing, pk)
    wanted = made_with(invitation) if pile else [invitation]
    printed = [invited for invited in wanted if link_state(invited) is LinkState.OPEN]
    if not printed:
        messages.warning(request, _("This link opens nothing any more, so there is nothing to print. Invite anew."))
        return redirect("invitations")
    record(by=request.user, verb=Verb.INVITATION_PRINTED, subject=invitation, centre=invitation.centre, n=len(printed))
    answer = HttpResponse(letters(printed), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="letters.pdf"'  # says nothing, whoever sees the folder
    return answer


@require_POST
def renew(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A new link for the same person; the one before opens nothing any more."""
    invitation = _invitation_for(request.standing, pk)
    try:
        made = joining.renew_invitation(by=request.user, invitation=invitation)
    except ValidationError as refused:
        return _refused(request, refused)
    if made.channel == Invitation.Channel.EMAIL:
        messages.success(request, _("A new link is on its way. The one before no longer opens anything."))
    else:
        messages.success(
            request, _("The new letter is ready to print. The link of the one before no longer opens anything.")
        )
    return redirect("invitations")


@require_POST
def withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = _invitation_for(request.standing, pk)
    try:
        joining.withdraw_invitation(by=request.user, invitation=invitation)
    except ValidationError as refused:
        return _refused(request, refused)
    messages.success(request, _("The invitation is withdrawn. Its link no longer opens anything."))
    return redirect("invitations")


def _refused(request: StaffRequest, refused: ValidationError) -> HttpResponse:
    messages.warning(request, " ".join(refused.messages))
    return redirect("invitations")


def _invitation_for(standing: Standing, pk: uuid.UUID) -> Invitation:
    """An invitation to care of a centre where this person invites."""
    invitation = Invitation.objects.select_related("centre").filter(pk=pk, role=PATIENT.name, user=None).first()
    return at_work(standing, invitation, f"invitation:{pk}", Permission.INVITE)


def _clinician(standing: Standing, centre: Centre) -> User | None:
    """Whoever invites as a clinician looks after the person who comes."""
    return standing.user if CLINICIAN in standing.roles_at(centre.pk) else None


def _given(form: Form) -> dict[str, Any]:
    cleaned = dict(form.cleaned_data)
    return cleaned if cleaned["channel"] == Invitation.Channel.EMAIL else {**cleaned, "email": ""}


def _rows(shown: list[Invitation]) -> Iterator[tuple[Invitation, LinkState, bool]]:
    """Each invitation as it stands, and whether it is the first shown of a pile that can be printed together."""
    piles = Counter(invitation.made for invitation in shown)
    for invitation in shown:
        yield invitation, link_state(invitation), piles.pop(invitation.made, 1) > 1


def _page(request: StaffRequest, centre: Centre, **refused: Form) -> HttpResponse:
    """The page; `refused` is a form that came back with a mistake."""
    page = Paginator(waiting(centre), PER_PAGE).get_page(request.GET.get("page"))
    record(by=request.user, verb=Verb.READ_INVITATIONS, centre=centre, page=page.number)
    stages, here = funnel(centre), {"language": request.user.language}
    context = {
        "centre": centre,
        "page": page,
        "rows": list(_rows(list(page.object_list))),
        "joined": joined(centre)[:LATEST],
        "stages": stages,
        "total": total(stages),
        "now": clock.now(),
        "ready": ready_for_patients(centre),
        "one": OneForm(initial=here),
        "pile": LettersForm(initial=here),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "joining/inviting/invitations.html", context, status=422 if refused else 200)
