"""Which policy decides about levels."""
