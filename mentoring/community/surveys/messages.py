"""What is said by mail of questions about a group: that there are some, once, without a word of what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.kinds import GROUP_FEEDBACK
from mentoring.community.messages import MEMBERS, message_in_groups
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.surveys.selectors import UNANSWERED, is_open
from oncocare.people.models import User


@message_in_groups(GROUP_FEEDBACK, "group_feedback", label=_("A few questions wait for them"), to=MEMBERS)
def still_asked(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they can answer and have not. A source is what was asked."""
    rows = GroupFeedback.objects.select_related("patient__centre", "centre").filter(
        UNANSWERED, pk__in=sources, user=user
    )
    return {str(one.pk): {} for one in rows if is_open(one)}
