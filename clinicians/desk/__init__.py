"""What a clinician works with: the caseload, records, duty, notes, contacts and tasks."""
