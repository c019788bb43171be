"""Answering: one question a page, kept at once, sent whole."""
