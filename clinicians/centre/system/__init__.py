"""Whether periodic work runs, events arrive and the audit log is unchanged."""
