"""The clinicians of a cohort: what they read, decide and leave."""
