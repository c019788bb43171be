"""Who is not on track, whom somebody takes to supervision, and what was decided there."""
