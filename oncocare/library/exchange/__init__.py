"""Modules as a folder of files: taken out, taken in, and taken over from the software."""
