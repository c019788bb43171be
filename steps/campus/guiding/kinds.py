"""The kinds of messages of guiding: to a patient, that somebody wrote to them; to whoever guides somebody."""

REVIEWED = "campus.reviewed"
YOURS, QUIET, DONE = "campus.guide_yours", "campus.quiet", "campus.done"
HANDED_OVER = "campus.handed_over"

# How the source begins of a task about somebody at level 2; then the patient and the day.
QUIET_TASK, DONE_TASK = "campus.quiet:", "campus.done:"
