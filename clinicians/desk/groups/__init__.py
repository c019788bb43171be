"""The groups that one answers for: what was reported, what waits for an answer, and who is on duty."""
