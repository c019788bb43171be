"""Putting a policy into force: one person proposes, another activates."""
