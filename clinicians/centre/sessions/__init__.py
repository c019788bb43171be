"""The sessions of a centre in numbers: opened, booked, held, attended, and what nobody noted."""
