"""Who is told of a proposal; after the commit, so that no message that fails takes a proposal or its climb back."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from steps.kinds import PROPOSAL_CLIMBED, PROPOSAL_MADE
from steps.proposals import actions
from steps.proposals.kinds import CLIMBED, YOURS


@handles(PROPOSAL_MADE)
def tell_made(event: Mapping[str, Any]) -> None:
    """The owner of a new proposal is told, or of one that is open again."""
    actions.tell(proposal=event["proposal"], kind=YOURS, news=event["news"], owner=event["owner"])


@handles(PROPOSAL_CLIMBED)
def tell_climbed(event: Mapping[str, Any]) -> None:
    """The next owner is told that a proposal came to them; once all on duty had it, everybody is."""
    actions.tell(**event, kind=CLIMBED)
