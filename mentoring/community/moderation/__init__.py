"""What waits for an answer or for a moderator, and what moderators do."""
