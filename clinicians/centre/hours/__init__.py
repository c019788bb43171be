"""Staffed hours, holidays, and the promise that follows from them."""
