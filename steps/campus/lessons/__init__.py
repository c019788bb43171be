"""A piece as one person reads it: how far they are, what they wrote, and whether it helped."""
