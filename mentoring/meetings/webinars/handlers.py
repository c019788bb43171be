"""What happens when a talk is moved, changed or called off, or somebody with an account gives a place in it back:
whoever comes from outside reads it.
"""

from collections.abc import Mapping
from typing import Any

from mentoring.meetings.kinds import MEETING_CALLED_OFF, MEETING_CHANGED, MEETING_MOVED, SEAT_FREED
from mentoring.meetings.stamps import sign_of
from mentoring.meetings.webinars.actions import tell_called_off, tell_changed, tell_moved, tell_who_has_one_now
from mentoring.meetings.webinars.selectors import all_talks, with_phase
from oncocare.events.registry import handles
from oncocare.foundation import clock


@handles(MEETING_MOVED, later=True)
def tell_of_another_time(event: Mapping[str, Any]) -> None:
    """As long as it is to come; where it was moved again, everybody reads of the last time only."""
    talk = all_talks().filter(pk=event["meeting"], off=False, ends__gt=clock.now()).first()
    if talk:
        tell_moved(talk=talk)


@handles(MEETING_CHANGED, later=True)
def tell_of_another_way(event: Mapping[str, Any]) -> None:
    """As long as it has not begun; where it was changed again, everybody reads of the last way only."""
    talk = all_talks().filter(pk=event["meeting"], off=False, begins__gt=clock.now()).first()
    if talk and sign_of(talk) == event["sign"]:
        tell_changed(talk=talk)


@handles(MEETING_CALLED_OFF, later=True)
def tell_that_it_is_off(event: Mapping[str, Any]) -> None:
    """As long as it would not be over."""
    talk = all_talks().filter(pk=event["meeting"], off=True, ends__gt=clock.now()).first()
    if talk:
        tell_called_off(talk=talk)


@handles(SEAT_FREED)
def tell_who_waits_outside(event: Mapping[str, Any]) -> None:
    """Whoever waited longest has the place, before it is offered to anybody else."""
    talk = all_talks().filter(pk=event["meeting"]).first()
    if talk:
        tell_who_has_one_now(talk=with_phase(talk))
