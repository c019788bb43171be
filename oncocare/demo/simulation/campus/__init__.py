"""What a cohort leaves behind at the campus, inserted once it has lived."""
