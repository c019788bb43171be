"""The desk of clinicians, and the pages on which a coordinator sets up a centre."""
