"""Sessions in numbers, of a centre and of each patient, without a word of anybody."""
