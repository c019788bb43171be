"""What a policy comes to in a year of made-up people, in memory: no database, no clock."""
