"""What people say of a group, or of why they did not want one, on one short page; and the numbers of groups."""
