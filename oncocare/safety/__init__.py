"""Concerns that a person must answer: flags with an owner and a deadline, staffed hours, crisis numbers."""
