"""What membership says by mail: that somebody is in a group no longer, by no act of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.kinds import GROUP_OUTSIDE
from mentoring.community.messages import MEMBERS, message_in_groups
from mentoring.community.models import Member
from oncocare.foundation import clock
from oncocare.people.models import User

LONG_AGO = timedelta(days=30)  # who left a group longer ago than this has noticed


@message_in_groups(GROUP_OUTSIDE, "group_outside", label=_("They are in a group no longer"), to=MEMBERS)
def still_outside(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as it is no old news and they have not come back. A source is their place in the group."""
    back = Member.objects.filter(user=user, left=None).values("group")
    rows = Member.objects.filter(pk__in=sources, user=user, left__gt=clock.now() - LONG_AGO).exclude(group__in=back)
    return {str(pk): {} for pk in rows.values_list("pk", flat=True)}
