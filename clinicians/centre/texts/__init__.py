"""The words that people read and agree to."""
