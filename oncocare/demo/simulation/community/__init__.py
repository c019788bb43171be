"""What made-up people write to each other in groups."""
