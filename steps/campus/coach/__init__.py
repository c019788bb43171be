"""Self-care for symptoms, and when to call whom, by a signed table; it never makes up a word."""
