"""The cohort beside its sources."""
