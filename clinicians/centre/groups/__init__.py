"""The groups of a centre: prepared, opened, covered, shared and closed, without a word of what people write in them."""
