"""The course of one patient, as pages show it."""
