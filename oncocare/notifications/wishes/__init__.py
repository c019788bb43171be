"""How a person wants to be reached: their settings, and the address that turns e-mail off without signing in."""
