"""Three things for now, each with its reason, by a table of rules that is read as a policy is."""
