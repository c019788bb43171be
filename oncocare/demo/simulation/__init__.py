"""A made-up cohort that lives through its months by the real actions."""
