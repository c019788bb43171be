"""What a person says about themselves."""
