"""What staff are told by message, and what was sent to one person."""
