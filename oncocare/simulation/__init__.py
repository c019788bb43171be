"""A made-up cohort whose every number goes through the real actions at its own date: a demo that is also a test."""
