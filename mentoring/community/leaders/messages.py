"""What is said by mail to somebody whom a moderator asks something: that there is something, and nothing of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.kinds import GROUP_ASKED_TO_HELP
from mentoring.community.leaders.models import LeaderNomination
from mentoring.community.messages import message_in_groups
from oncocare.people.models import User


@message_in_groups(
    GROUP_ASKED_TO_HELP, "group_asked", label=_("A moderator of your group asks you something"), to=("patient",)
)
def still_asked(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they have not answered, are in the group and want to be seen so, and their centre has it on."""
    rows = LeaderNomination.objects.filter(pk__in=sources, answer="", withdrawn=None, member__user=user)
    there = rows.filter(
        member__left=None, member__seen_as_leader=True, member__group__centre__community_settings__leaders=True
    )
    return {str(pk): {} for pk in there.values_list("pk", flat=True)}
