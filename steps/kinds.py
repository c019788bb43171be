"""The events this room tells the rooms above."""

from oncocare.events.registry import kind

LEVEL_CHANGED = kind(
    "level.changed",
    carries="pathway patient transition",
    unhandled="Groups will be offered by the mentoring room, which has none yet; the desk reads transitions.",
)
PATHWAY_IMPROVED = kind("pathway.improved", carries="pathway patient decision")
NOMINATION_WITHDRAWN = kind("nomination.withdrawn", carries="pathway patient decision")
