"""The people of a cohort, hour by hour."""
