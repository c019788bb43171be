"""What people of the demo did at the campus."""
