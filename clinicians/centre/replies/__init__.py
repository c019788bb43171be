"""The words that a centre keeps ready for its answers to patients."""
