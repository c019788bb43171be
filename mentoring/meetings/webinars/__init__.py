"""Talks open to everybody: what anybody reads of them, who comes from outside, and what they ask."""
