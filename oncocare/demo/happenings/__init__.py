"""What happens to the people of the demo besides their answers, by the names that the cast gives it."""
