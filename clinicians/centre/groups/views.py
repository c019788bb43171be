"""The pages on which a coordinator prepares, covers, opens, shares and closes groups. No page shows what is written."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians.centre.groups.forms import (
    AppointForm,
    ButtonForm,
    CommunityForm,
    GroupFactsForm,
    GroupHoursForm,
    NewGroupForm,
    OfferForm,
    SignSharingForm,
    duty_rows,
)
from clinicians.centre.groups.selectors import rows_by_state
from clinicians.centre.groups.words import changed, chosen, hours_of, number_rows, of, urgency_rows
from mentoring.community.groups import actions
from mentoring.community.groups.selectors import (
    answering,
    mentor_to_run,
    mentors_of,
    moderator_to_run,
    offered_to,
    people_in,
    readiness_of,
    sharing_to_answer,
    sharing_to_end,
    sharings_of,
    time_of,
)
from mentoring.community.groups.topics import topics
from mentoring.community.groups.words import gap_words, lack_words
from mentoring.community.leaders.selectors import agreed_to_help, fragility_of, is_on
from mentoring.community.models import Group, Moderator
from mentoring.community.moderation.selectors import figures_of
from mentoring.community.selectors import READ_AFTER_CLOSING, group_to_run, settings_of
from mentoring.community.surveys.asking import CAME_FOR, EXPECTED, FEWEST, GAVE, WHY_LEFT, WHY_NOT
from mentoring.community.surveys.numbers import GroupNumbers
from mentoring.community.surveys.selectors import groups_in_numbers, numbers_of
from mentoring.community.threads.models import PostReport
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on

DAYS_AHEAD = 14  # for how many days the page says who is absent without anybody standing in


@require_safe
def groups(request: StaffRequest) -> HttpResponse:
    """All groups of the centre, those that other centres offer or share, and what holds for all."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    said = settings_of(centre)
    context = {
        "centre": centre,
        "rows": rows_by_state(centre),
        "shared": offered_to(centre),
        "community_form": CommunityForm(
            initial={"stays_when_level_falls": said.stays_when_level_falls, "leaders": said.leaders}
        ),
    }
    return render(request, "clinicians/centre/groups/groups.html", context)


@require_POST
def community(request: StaffRequest) -> HttpResponse:
    """Whether people stay in their groups when their level falls, and whether moderators see who helps others."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = CommunityForm(request.POST)
    form.full_clean()
    actions.set_community(by=request.user, centre=centre, **form.cleaned_data)
    messages.success(request, _("Saved. It counts from now on."))
    return redirect("centre_groups")


@require_safe
def groups_numbers(request: StaffRequest) -> HttpResponse:
    """All groups of the centre in numbers, each and together, beside the four weeks before."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    each, together = numbers_of(groups_in_numbers(centre), centre)
    rows = [(one, *_in_a_row(one)) for one in each]
    return _numbers_page(request, centre, together, {"rows": rows})


@require_safe
def group_numbers(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One group in numbers, and what people said of it."""
    found = group_to_run(request.standing, pk)
    [numbers], _together = numbers_of([found], found.centre)
    return _numbers_page(request, found.centre, numbers, {"group": found})


def _in_a_row(numbers: GroupNumbers) -> list[str]:
    reply, reports = numbers.now.first_reply, numbers.now.reports
    return [
        of(reply.answered, reply.asked),
        *(hours_of(share, few=reply.few) for share in (reply.clock.half, reply.clock.nine_of_ten)),
        of(reports.late, reports.decided),
        hours_of(reports.half, few=reports.few),
    ]


def _numbers_page(request: StaffRequest, centre: Centre, numbers: GroupNumbers, more: dict[str, Any]) -> HttpResponse:
    words = [
        *([] if numbers.liked.few else numbers.liked.words),
        *([] if numbers.why_not.few else numbers.why_not.words),
    ]
    if words:
        subject = numbers.group or centre
        audit(by=request.user, verb=Verb.READ_GROUP_FEEDBACK, subject=subject, centre=centre)
    liked, why_not = numbers.liked, numbers.why_not
    context = {
        "centre": centre, "numbers": numbers, "lines": number_rows(numbers), "changed": changed(numbers),
        "urgency": urgency_rows(numbers), "fewest": FEWEST,
        "endings": chosen(numbers.now.endings, dict(PostReport.Ending.choices)) if numbers.now.endings else [],
        "liked": [
            (_("What people came for"), chosen(liked.came_for, CAME_FOR)),
            (_("What it gave them"), chosen(liked.gave, GAVE)),
            (_("Whether it was what they had hoped for"), chosen(liked.expected, EXPECTED)),
        ],
        "why_not": [(_("Why it was not for them"), chosen(why_not.why, {**WHY_NOT, **WHY_LEFT}))],
        **more,
    }  # fmt: skip
    return render(request, "clinicians/centre/groups/numbers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: StaffRequest) -> HttpResponse:
    """The templates to choose from; with `?topic=` and `?language=` the words of one, to change before they stay."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    chosen = topics(request.GET.get("language", "")).get(request.GET.get("topic", ""))
    form = None
    if request.method == "POST":
        form = NewGroupForm(request.POST)
        if form.is_valid():
            with refusals_shown_on(form, by_field=True):
                made = actions.prepare_group(
                    by=request.user, centre=centre, topic=form.cleaned_data["topic"], facts=form.facts
                )
                messages.success(request, _("Prepared. Nobody sees it yet. Say who answers when, and open it."))
                return redirect("centre_group", made.pk)
    elif chosen:
        said = actions.facts_from(chosen.code, request.GET["language"])
        form = NewGroupForm(initial={**asdict(said), "topic": chosen.code})
    languages = [(code, name, topics(code).values()) for code, name in settings.LANGUAGES]
    context = {"centre": centre, "form": form, "languages": languages}
    return render(
        request, "clinicians/centre/groups/new.html", context, status=422 if form is not None and form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """All of one group that a coordinator may know; posted, its words and settings."""
    found = group_to_run(request.standing, pk)
    if request.method != "POST":
        return _page(request, found)
    form = GroupFactsForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.change_group(by=request.user, group=found, facts=form.facts)
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("centre_group", found.pk)
    return _page(request, group_to_run(request.standing, pk), facts_form=form)


@require_POST
def hours(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Replace the hours in which somebody answers."""
    found = group_to_run(request.standing, pk)
    form = GroupHoursForm(request.POST, group=found)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.set_group_hours(by=request.user, group=found, openings=form.openings)
            messages.success(request, _("The hours are saved. They count from now on."))
            return redirect("centre_group", found.pk)
    return _page(request, found, hours_form=form)


@require_POST
def duties(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Replace the table of duties."""
    found = group_to_run(request.standing, pk)
    rows = duty_rows(found, [one.user for one in _moderators(found)], request.POST)
    if rows.is_valid() and rows.forms:
        with refusals_shown_on(rows.forms[0]):
            turns = [turn for row in rows for turn in row.turns]
            actions.set_group_duties(by=request.user, group=found, turns=turns)
            messages.success(request, _("The table is saved. It counts from now on."))
            return redirect("centre_group", found.pk)
    return _page(request, found, rows=rows)


@require_POST
def appoint(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody answers for the group from now on."""
    found = group_to_run(request.standing, pk)
    form = AppointForm(request.POST, group=found)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.appoint_moderator(by=request.user, group=found, **form.cleaned_data)
            messages.success(request, _("Appointed. Now put them into the table of duties."))
            return redirect("centre_group", found.pk)
    return _page(request, found, appoint_form=form)


@require_POST
def end_moderator(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody does not answer for the group any more."""
    moderator = moderator_to_run(request.standing, pk)
    form = ButtonForm(request.POST)
    with refusals_shown_on(form):
        actions.end_moderator(by=request.user, moderator=moderator)
        messages.success(request, _("Ended. They do not read the group any more."))
        return redirect("centre_group", moderator.group_id)
    return _page(request, group_to_run(request.standing, moderator.group_id), button_form=form)


@require_POST
def choose_mentor(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A mentor who is in the group answers in it as one."""
    member = mentor_to_run(request.standing, pk)
    actions.choose_mentor(by=request.user, member=member)
    messages.success(request, _("Chosen. The group sees that they are a mentor."))
    return redirect("centre_group", member.group_id)


@require_POST
def unchoose_mentor(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """They stay in the group as everybody else does."""
    member = mentor_to_run(request.standing, pk)
    actions.unchoose_mentor(by=request.user, member=member)
    messages.success(request, _("Taken back. They stay in the group as everybody else does."))
    return redirect("centre_group", member.group_id)


@require_POST
def open_now(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """People may come in from now on, unless something is missing."""
    found = group_to_run(request.standing, pk)
    form = ButtonForm(request.POST)
    with refusals_shown_on(form):
        actions.open_group(by=request.user, group=found)
        messages.success(request, _("It is open. People it fits are offered it from now on."))
        return redirect("centre_group", found.pk)
    return _page(request, group_to_run(request.standing, pk), button_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks once, with what becomes of the people; then nobody writes in the group any more."""
    found = group_to_run(request.standing, pk)
    if request.method != "POST":
        context = {"group": found, "people": people_in(found), "days": READ_AFTER_CLOSING.days}
        return render(request, "clinicians/centre/groups/close.html", context)
    actions.close_group(by=request.user, group=found)
    messages.success(request, _("The group is closed."))
    return redirect("centre_group", found.pk)


@require_POST
def share(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer the group to another centre, signed."""
    found = group_to_run(request.standing, pk)
    form = OfferForm(request.POST, group=found)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            said = {name: form.cleaned_data[name] for name in ("centre", "words")}
            actions.offer_sharing(by=request.user, group=found, **said)
            messages.success(request, _("Offered. Their coordinator finds it among their groups."))
            return redirect("centre_group", found.pk)
    return _page(request, found, offer_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A group that another centre offers or shares: what it is and what both sign; posted, it is signed."""
    found = sharing_to_answer(request.standing, pk)
    form = SignSharingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.agree_sharing(by=request.user, sharing=found)
            messages.success(request, _("Signed. Your people can be offered this group from now on."))
            return redirect("centre_groups")
    context = {"sharing": found, "group": found.group, "hours": found.group.answering_hours.all(), "form": form}
    return render(request, "clinicians/centre/groups/sharing.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end_sharing(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks once; then the offer is declined or taken back, or the sharing has ended."""
    found = sharing_to_end(request.standing, pk)
    form = ButtonForm(request.POST)
    if request.method == "POST":
        with refusals_shown_on(form):
            shared = found.agreed_at is not None
            actions.end_sharing(by=request.user, sharing=found)
            if shared:
                messages.success(request, _("Ended. Nobody of that centre is in the group any more."))
            else:
                messages.success(request, _("The offer is taken away. Nothing else has changed."))
            return redirect("centre_groups")
    context = {"sharing": found, "group": found.group, "form": form}
    return render(request, "clinicians/centre/groups/end_sharing.html", context, status=422 if form.errors else 200)


def _moderators(group: Group) -> list[Moderator]:
    """Who answers for the group now, by name."""
    return list(answering([group]).select_related("user", "centre").order_by("user__name", "pk"))


def _leaders(group: Group) -> dict[str, Any]:
    """How much of the group depends on a few, and who said yes to helping as a mentor; nothing where it is off."""
    if not group.opened_at or not is_on(group):
        return {"leaders_on": False}
    return {"leaders_on": True, "fragility": fragility_of(group), "agreed": agreed_to_help(group)}


def _page(request: StaffRequest, group: Group, **refused: Any) -> HttpResponse:
    time = time_of(group)
    ready = readiness_of(group, time)
    said = {name: getattr(group, name) for name in actions.GroupFacts.__dataclass_fields__}
    moderators = _moderators(group)
    people = {one.user_id: one.user for one in moderators}
    gone = group.moderators.filter(ended=None).exclude(pk__in=[one.pk for one in moderators]).select_related("user")
    context = {
        "group": group,
        "lacks": [lack_words(lack) for lack in ready.lacks],
        "gaps": [gap_words(gap) for gap in ready.gaps],
        "rests": time.rests_until if time.rests(clock.now()) else None,
        "left_alone": [(day, people[user]) for day, user in time.left_alone(today_of(group.centre), DAYS_AHEAD)],
        "people": people_in(group),
        "figures": figures_of(group, time=time) if group.opened_at else None,
        "moderators": moderators,
        "gone": gone,
        "mentors": mentors_of(group),
        **_leaders(group),
        "sharings": sharings_of(group),
        "facts_form": GroupFactsForm(initial=said),
        "hours_form": GroupHoursForm(group=group),
        "rows": duty_rows(group, people.values(), gaps=ready.gaps),
        "appoint_form": AppointForm(group=group),
        "offer_form": OfferForm(group=group),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/centre/groups/group.html", context, status=422 if refused else 200)
