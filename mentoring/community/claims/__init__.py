"""What a post says about health and a clinician answers in the group, where everybody reads it."""
