"""Whom the caseload shows, in which order; saved views; handing many people over."""
