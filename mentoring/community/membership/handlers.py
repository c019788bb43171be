"""What membership does when a level changes, a consent or a role ends, somebody dies or an account is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.community.kinds import GROUP_CLOSED, GROUP_SHARING_ENDED
from mentoring.community.membership import actions
from mentoring.community.models import Member
from mentoring.community.selectors import settings_of
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.registry import handles
from oncocare.people.kinds import ACCESS_ENDED, ROLE_ENDED
from oncocare.people.models import Patient, User
from oncocare.signin.kinds import ACCOUNT_CLOSED
from steps.kinds import LEVEL_CHANGED, PATHWAY_STOPPED
from steps.levels import Level
from steps.models import Pathway
from steps.selectors import pathway_of


def _patient(pk: Any) -> Patient:
    return Patient.objects.select_related("centre").get(pk=pk)


@handles(LEVEL_CHANGED, later=True)
def follow_the_level_in_groups(event: Mapping[str, Any]) -> None:
    """Who is in a group already has the help of level 3 from the day it is entered; who falls below it stays, or leaves
    where their centre set it so. What holds now counts.
    """
    patient = _patient(event["patient"])
    pathway = pathway_of(patient)
    if pathway is None or pathway.status != Pathway.Status.ACTIVE:
        return
    if pathway.level_now is Level.COMMUNITY:
        actions.begin_help(by=actions.BY, patient=patient)
    elif pathway.level_now < Level.COMMUNITY and not settings_of(patient.centre).stays_when_level_falls:
        actions.end_of_level(by=actions.BY, patient=patient)


@handles(CONSENT_CHANGED)
def leave_groups_with_the_consent(event: Mapping[str, Any]) -> None:
    """A no to the community, or to care, ends every membership of theirs; what counts is what is said now."""
    if event["purpose"] not in (Purpose.COMMUNITY, Purpose.CARE):
        return
    patient = _patient(event["patient"])
    if said_no(patient, event["purpose"]):
        actions.end_of_patient(by=actions.BY, patient=patient)


@handles(PATHWAY_STOPPED, later=True)
def leave_groups_in_silence(event: Mapping[str, Any]) -> None:
    """Who died is in no group any more: nobody is told, and what they wrote stays, without a name."""
    patient = _patient(event["patient"])
    if patient.died_on:
        actions.end_of_patient(by=actions.BY, patient=patient)


@handles(ACCOUNT_CLOSED)
def leave_groups_with_the_account(event: Mapping[str, Any]) -> None:
    """Who closed their account is in no group any more."""
    actions.end_of_user(by=actions.BY, user=User.objects.get(pk=event["user"]))


@handles(ACCESS_ENDED)
def leave_groups_without_access(event: Mapping[str, Any]) -> None:
    """Who cannot sign in any more is in no group any more; whoever may again meanwhile stays."""
    user = User.objects.get(pk=event["user"])
    if not user.is_active:
        actions.end_of_user(by=actions.BY, user=user)


@handles(ROLE_ENDED)
def answer_as_a_mentor_no_more(event: Mapping[str, Any]) -> None:
    """Whoever is a mentor of a centre no more hides no posts in its groups, and is not called one there."""
    actions.end_of_mentor(by=actions.BY, user=User.objects.get(pk=event["user"]), centre=event["centre"])


@handles(GROUP_SHARING_ENDED)
def leave_groups_that_are_shared_no_more(_event: Mapping[str, Any]) -> None:
    """The people of a centre that shares a group no more leave it."""
    actions.end_of_the_outside()


@handles(GROUP_CLOSED, later=True)
def end_the_help_of_a_closed_group(event: Mapping[str, Any]) -> None:
    """The help of level 3 is over for members who are in no other group that is open."""
    members = Member.objects.filter(group=event["group"], left=None, patient__isnull=False)
    for member in members.select_related("patient__centre").order_by("pk"):
        if member.patient:
            actions.end_help(by=actions.BY, patient=member.patient)
