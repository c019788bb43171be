"""The pages of groups for who is, or may come, in one: my groups, an offer, and the door."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.community.groups.selectors import time_of
from mentoring.community.membership.actions import join
from mentoring.community.membership.forms import WhoForm
from mentoring.community.membership.selectors import checked_name, is_full, with_new
from mentoring.community.models import GroupOffer
from mentoring.community.offers import actions
from mentoring.community.offers.forms import OfferAnswerForm
from mentoring.community.offers.selectors import (
    GroupDoor,
    by_themselves,
    door_of,
    fitting_for,
    for_caregivers,
    open_offer,
    own_offer,
)
from mentoring.community.registry import asked_of
from mentoring.community.selectors import READ_AFTER_CLOSING, closed_lately, groups_of
from mentoring.conversations.hours import days_alike
from oncocare.consent.models import ConsentText, Purpose
from oncocare.consent.selectors import filled, texts_for
from oncocare.foundation import clock
from oncocare.people.access import forbidden
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.people.roles import CAREGIVER
from oncocare.safety.models import Flag
from oncocare.web.forms import refusals_shown_on


@require_safe
def my_groups(request: SignedInRequest) -> HttpResponse:
    """The groups I am in or can still read, what I was offered and why, and those I may come to by myself."""
    standing = request.standing
    if not standing.centres_with(Permission.TAKE_PART):
        forbidden(request.user, Permission.TAKE_PART, "my groups")
    inside = [own for own in with_new(groups_of(request.user)) if not own.staff]
    patients = [own for own in standing.patients.values() if own.died_on is None]
    offers = [offer for offer in map(open_offer, patients) if offer]
    beside = {one.centre_id: one.centre for one in standing.relations if one.kind == CAREGIVER.name}
    offered = [(offer, fitting_for(offer.patient, offer)) for offer in offers]
    told = {one.group.pk for _offer, fitting in offered for one in fitting}  # these stand under their offer, and once
    alone = (one for patient in patients for one in by_themselves(patient))
    at_hand = {one.group.pk: one for one in alone if one.group.pk not in told}
    language = get_language() or "en"
    context = {
        "inside": inside,
        "closed": [
            {"group": own.group, "until": own.group.closed_at + READ_AFTER_CLOSING}
            for own in closed_lately(request.user)
            if own.group.closed_at and not own.staff
        ],
        "offers": offered,
        "at_hand": at_hand.values(),
        "for_caregivers": for_caregivers(beside.values(), language, [own.group_id for own in inside]),
        "in_care": bool(patients),
        "asked": None if patients else asked_of(request.user),
    }
    return render(request, "community/my_groups.html", context)


@require_safe
def group_offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What I am offered, why, what a group is, and every answer."""
    offer = own_offer(request.standing, pk)
    if offer.answer:
        return redirect("my_groups")
    return _offer_page(request, offer, OfferAnswerForm())


def _offer_page(request: SignedInRequest, offer: GroupOffer, form: OfferAnswerForm) -> HttpResponse:
    context = {"offer": offer, "fitting": fitting_for(offer.patient, offer), "form": form}
    return render(request, "community/offer.html", context, status=422 if form.errors else 200)


@require_POST
def answer_group_offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Not now, or rather talk to someone. After words that say that somebody wants to die the numbers come first."""
    offer, form = own_offer(request.standing, pk), OfferAnswerForm(request.POST)
    if not form.is_valid():
        return redirect("my_groups") if offer.answer else _offer_page(request, offer, form)
    if offer.answer:
        messages.info(request, _("You have answered this already. Nothing was changed now."))
        return redirect("my_groups")
    with refusals_shown_on(form):
        return _after(request, *_answered(request, offer, form))
    return _offer_page(request, offer, form)


def _answered(request: SignedInRequest, offer: GroupOffer, form: OfferAnswerForm) -> tuple[Flag | None, str]:
    words = form.cleaned_data["words"]
    if form.cleaned_data["answer"] == GroupOffer.Answer.TALK:
        flag = actions.say_rather_talk(by=request.user, offer=offer, words=words)
        return flag, _("We have passed it on. Somebody of your team gets in touch with you.")
    flag = actions.say_not_now(by=request.user, offer=offer, words=words)
    return flag, _("All right. We ask you again in four weeks. Until then you can come to “My groups” at any time.")


def _after(request: SignedInRequest, flag: Flag | None, said: str) -> HttpResponse:
    if flag:
        return redirect(f"{reverse('support', args=[flag.pk])}?{urlencode({'next': reverse('my_groups')}, safe='/')}")
    messages.success(request, said)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def group_door(request: SignedInRequest, group: UUID) -> HttpResponse:
    """The rules, who reads what when, and a name; then what others will see and the consent, and only then in."""
    door = door_of(request.standing, group)
    if door.inside:
        return redirect("group", group=door.group.pk)
    form = WhoForm(request.POST if request.method == "POST" else None)
    text = texts_for(door.centre, get_language() or "en")[Purpose.COMMUNITY]
    if request.method == "POST" and form.is_valid():
        if "join" in request.POST and request.POST.get("text") != str(text.pk):
            return _page(request, door, form, text, preview=True)
        if "join" in request.POST:
            with refusals_shown_on(form, by_field=True):
                return _join(request, door, form, text)
        elif "change" not in request.POST and _may_be_called(request, door, form):
            return _page(request, door, form, text, preview=True)
    return _page(request, door, form, text)


def _join(request: SignedInRequest, door: GroupDoor, form: WhoForm, text: ConsentText) -> HttpResponse:
    join(by=request.user, group=door.group, centre=door.centre, patient=door.patient, text=text, **form.cleaned_data)
    messages.success(request, _("Welcome. You are in the group now."))
    return redirect("group", group=door.group.pk)


def _may_be_called(request: SignedInRequest, door: GroupDoor, form: WhoForm) -> bool:
    """Whether the name could be taken now; said before the preview, and asked again as they come in."""
    with refusals_shown_on(form, by_field=True):
        checked_name(request.user, door.group, form.cleaned_data["name"], form.cleaned_data["picture"])
        return True
    return False


def _page(
    request: SignedInRequest, door: GroupDoor, form: WhoForm, text: ConsentText, *, preview: bool = False
) -> HttpResponse:
    time, now = time_of(door.group), clock.now()
    context = {
        "door": door, "group": door.group, "form": form, "text": text, "consent": filled(text), "preview": preview,
        "changed": preview and "join" in request.POST,
        "chosen": form.cleaned_data if preview else {}, "hours": days_alike(time.hours), "time": time,
        "answer_by": time.answer_by(now), "awake": time.awake(now), "full": is_full(door.group),
        "rests": time.opens(now) if time.rests(now) else None,
    }  # fmt: skip
    return render(request, "community/door.html", context, status=422 if form.errors and not preview else 200)
