"""The events the campus tells the rooms above, and its own folders."""

from oncocare.events.registry import kind

PIECE_OPENED = kind("piece.opened", carries="patient piece use")  # for the first time, by this person
# again, by somebody at level 2 whose help has not begun: they read it first at another level; `day` is theirs
PIECE_OPENED_AGAIN = kind("piece.opened_again", carries="patient use day")
PIECE_FINISHED = kind("piece.finished", carries="patient piece use")
WRITING_SHARED = kind(
    "writing.shared",
    carries="patient writing",
    unhandled="Whoever guides the person finds it on the due list; a message for each would be too many.",
)
RECOMMENDED = kind("piece.recommended", carries="patient piece recommendation")
TOUR_TAKEN = kind("campus.tour_taken", carries="patient tour")
SYMPTOM_REPORTED = kind("symptom.reported", carries="patient report")
PLAN_DONE = kind("campus.plan_done", carries="patient day")  # nothing of it is left to do
CAMPUS_REVIEWED = kind("campus.reviewed", carries="patient review")
