"""What offers do when a level changes, a flag is closed, a group opens or closes, somebody came in or says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.community.kinds import GROUP_CLOSED, GROUP_JOINED, GROUP_OPENED, GROUP_SHARING_ENDED
from mentoring.community.models import Group, GroupOffer, Member
from mentoring.community.offers import actions
from mentoring.community.offers.selectors import entered_meanwhile, waiting_at_level_3
from mentoring.community.selectors import centres_of
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.registry import handles
from oncocare.people.models import Patient
from oncocare.safety.concerns import FlagKind
from oncocare.safety.flags.kinds import FLAG_CLOSED, FLAG_RAISED
from oncocare.safety.models import Flag
from steps.kinds import LEVEL_CHANGED, PATHWAY_STOPPED
from steps.levels import Level
from steps.selectors import pathway_of


def _patient(pk: Any) -> Patient:
    return Patient.objects.select_related("centre", "clinician", "user").get(pk=pk)


@handles(LEVEL_CHANGED, later=True)
def offer_a_group_at_level_3(event: Mapping[str, Any]) -> None:
    """Who enters level 3 is offered the groups that fit; who goes to another level is not any more, but for what
    somebody of the team offered. What holds now counts.

    A level 3 until a proposal is answered waits for the flag to be closed, or for the night where none was raised.
    """
    patient = _patient(event["patient"])
    pathway = pathway_of(patient)
    if pathway and pathway.level_now is Level.COMMUNITY:
        if not entered_meanwhile(patient):
            actions.offer_for_level(by=actions.BY, patient=patient)
    else:
        actions.take_back(by=actions.BY, patient=patient, but_by_hand=True)


@handles(FLAG_CLOSED, later=True)
def offer_a_group_after_the_call(event: Mapping[str, Any]) -> None:
    """Somebody has spoken with a person in severe distress: what waited for that is offered now."""
    flag = Flag.objects.get(pk=event["flag"])
    if flag.kind == FlagKind.SEVERE_DISTRESS:
        actions.offer_for_level(by=actions.BY, patient=_patient(flag.patient_id))


@handles(FLAG_RAISED, later=True)
def let_the_call_come_first(event: Mapping[str, Any]) -> None:
    """Severe distress takes back what waits for an answer, until somebody has spoken with the person."""
    flag = Flag.objects.get(pk=event["flag"])
    if flag.kind == FlagKind.SEVERE_DISTRESS and flag.closed_at is None:
        actions.take_back(by=actions.BY, patient=_patient(flag.patient_id), but_by_hand=True)


@handles(GROUP_OPENED, later=True)
def offer_a_new_group(event: Mapping[str, Any]) -> None:
    """Who is at level 3 and was offered nothing yet, as nothing fitted, is offered what fits now."""
    group = Group.objects.get(pk=event["group"])
    for patient in waiting_at_level_3(centre__in=centres_of(group)):
        actions.offer_for_level(by=actions.BY, patient=patient)


@handles(GROUP_CLOSED, later=True)
def take_back_what_leads_to_a_closed_group(event: Mapping[str, Any]) -> None:
    """An offer by hand of a group that was closed leads nowhere, and stood in the way of any other."""
    _take_back(GroupOffer.objects.filter(group=event["group"]))


@handles(GROUP_SHARING_ENDED, later=True)
def take_back_what_leads_to_the_group_of_others(event: Mapping[str, Any]) -> None:
    """The same of a group that this centre shares no more."""
    _take_back(GroupOffer.objects.filter(group=event["group"], patient__centre=event["centre"]))


def _take_back(offers: Any) -> None:
    for patient in offers.filter(answer="").order_by("made").values_list("patient", flat=True):
        actions.take_back(by=actions.BY, patient=_patient(patient))


@handles(GROUP_JOINED)
def take_coming_in_for_a_yes(event: Mapping[str, Any]) -> None:
    """Who came into a group has answered what they were offered."""
    member = Member.objects.select_related("patient").get(pk=event["member"])
    if member.patient and not member.left:
        actions.say_yes(by=member.user, patient=member.patient)


@handles(CONSENT_CHANGED)
def offer_nothing_to_who_said_no(event: Mapping[str, Any]) -> None:
    """A no to the community, or to care, takes back what waits for an answer."""
    if event["purpose"] in (Purpose.COMMUNITY, Purpose.CARE):
        patient = _patient(event["patient"])
        if said_no(patient, event["purpose"]):
            actions.take_back(by=actions.BY, patient=patient)


@handles(PATHWAY_STOPPED, later=True)
def offer_nothing_to_who_is_asked_nothing(event: Mapping[str, Any]) -> None:
    """Who paused, is too ill, left or died is offered no group; who goes on at level 3 is again."""
    actions.take_back(by=actions.BY, patient=_patient(event["patient"]))
