"""Signing in itself."""
