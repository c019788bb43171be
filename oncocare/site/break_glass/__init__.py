"""Opening a record outside one’s caseload."""
