"""The messages of a person on a page of their own."""
