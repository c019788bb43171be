"""What made-up staff say that they asked, by how a flag ended. Pure."""

from __future__ import annotations

from oncocare.safety.assessment.assessed import Assessed
from oncocare.safety.assessment.wording import own
from oncocare.safety.concerns import SUICIDE

SAID = {
    "spoke_safe": {"thoughts": "passive", "intent": "no", "plan": "no", "means": "no"},
    "plan": {"thoughts": "active", "intent": "no", "plan": "vague", "means": "yes"},
    "referred": {"thoughts": "active", "intent": "not_clear", "plan": "definite", "means": "yes"},
    "mistake": {"thoughts": "none", "intent": "no", "plan": "no", "means": "not_asked"},
}
NO_CONTACT = "The next session is arranged."


def made_up(kind: str, outcome: str) -> Assessed | None:
    """What is written down as a flag of this kind ends so; nothing where it is about something else."""
    return Assessed(own("en"), SAID[outcome], None, NO_CONTACT) if kind in SUICIDE and outcome in SAID else None
