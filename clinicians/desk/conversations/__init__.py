"""Answering what patients ask of their team."""
