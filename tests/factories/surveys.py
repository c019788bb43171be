"""People who are or were asked what a group was like, and their weeks in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mentoring.community.exposure.models import GroupWeek
from mentoring.community.exposure.weeks import monday_of
from mentoring.community.kinds import GROUP_FEEDBACK
from mentoring.community.models import Group, Member
from mentoring.community.surveys.models import GroupFeedback
from oncocare.foundation import clock
from oncocare.notifications.actions import queue
from oncocare.people.days import today_of
from oncocare.people.models import User
from tests.cast import Cast


def asked(cast: Cast, user: User, group: Group | None, moment: str = "weeks", **fields: Any) -> GroupFeedback:
    """Somebody who was asked today, and can answer for two weeks."""
    today = today_of(cast.here)
    patient = user.patients.filter(centre=cast.here).first()
    given = {"due": today, "asked": clock.now(), "day": today, "until": today + timedelta(days=14)} | fields
    return GroupFeedback.objects.create(
        user=user, patient=patient, centre=cast.here, group=group, moment=moment, **given
    )


def answered(cast: Cast, user: User, group: Group | None, moment: str = "weeks", **fields: Any) -> GroupFeedback:
    """The same, answered."""
    return asked(cast, user, group, moment, answered=clock.now(), **fields)


def surveys_rows(cast: Cast, rows: int = 1) -> None:
    """Ana is asked about the group in which she writes; in the first group of her centre enough have answered for it to
    be shown, and `rows` more; of her week there are numbers.
    """
    own = Member.objects.filter(user=cast.ana, left=None).order_by("joined", "pk").first()
    assert own is not None
    GroupWeek.objects.get_or_create(
        member=own, week=monday_of(today_of(cast.here)), defaults={"days_active": 1, "posts_written": 1}
    )
    waiting = asked(cast, cast.ana, own.group, words="", came_for=["same"], gave=["hope"], expected="met", why=["one"])
    for user, audience in ((cast.ana, "patient"), (cast.felix, "caregiver")):
        queue(user=user, centre=cast.here, kind=f"{GROUP_FEEDBACK}.{audience}", source=str(waiting.pk))
    group = Group.objects.filter(centre=cast.here, name="After chemotherapy").first()
    people = (cast.bea, cast.felix, cast.clara, cast.carlos, cast.eva, cast.denis, cast.gala, cast.dora)
    for user in people[: 4 + rows]:
        answered(cast, user, group, came_for=["same"], gave=["hope"], expected="met", words=f"made up {user.name}")
        answered(cast, user, None, "declined", why=["one"], words=f"made up by {user.name}")


def surveys_owned() -> dict[str, Any]:
    """What the addresses of this part are about: what waits for Ana's answer."""
    waiting = GroupFeedback.objects.filter(answered=None, skipped=None).order_by("made", "pk").first()
    return dict.fromkeys(("group_feedback", "skip_group_feedback"), waiting)
