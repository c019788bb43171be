"""To whom groups are offered, and what they said."""
