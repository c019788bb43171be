"""Changing SECRET_KEY."""
