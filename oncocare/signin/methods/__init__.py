"""How somebody signs in, and changing it."""
