"""Many people come into care at once, from a file: with a yes on paper, and before they have an account."""
