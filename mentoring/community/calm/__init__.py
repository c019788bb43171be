"""What calms a group: a thread that is closed, a group that rests, somebody of whom one reads no more."""
