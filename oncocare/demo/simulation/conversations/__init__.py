"""What a cohort wrote to its team, and what the team answered."""
