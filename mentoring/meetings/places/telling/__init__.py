"""What people learn by a message about their place, and who learns nothing any more."""
