"""What somebody receives in the next 90 days."""
