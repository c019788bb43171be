"""The events this room tells the rooms above, and how it names its tasks."""

from oncocare.events.registry import kind

IMPORTED = "import:"  # how the source begins of a task about what came in a file; then the id of the import

BY_RULES = "pathway:"  # how the source begins of a flag that rules ask for; then the pathway and the day

LEVEL_CHANGED = kind("level.changed", carries="pathway patient transition")
PATHWAY_IMPROVED = kind("pathway.improved", carries="pathway patient decision")
NOMINATION_WITHDRAWN = kind("nomination.withdrawn", carries="pathway patient decision")
PATHWAY_STOPPED = kind("pathway.stopped", carries="pathway patient")  # paused, ill, left or died: nothing is asked
PATHWAY_RESUMED = kind("pathway.resumed", carries="pathway patient")  # goes on, or came back
# `owner` and `news` as they were then: whoever is told twice is told the same. `everybody`: all on duty have had it, so
# now everybody who may answer it is told.
PROPOSAL_MADE = kind("proposal.made", carries="proposal owner news")
PROPOSAL_CLIMBED = kind("proposal.climbed", carries="proposal owner news everybody")
