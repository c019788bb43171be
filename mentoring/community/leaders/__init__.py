"""Those who help others in a group: seen with their yes, nominated by a moderator, and how much depends on a few."""
