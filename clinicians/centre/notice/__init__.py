"""What a centre says itself about privacy and barriers, and what it has not said yet."""
