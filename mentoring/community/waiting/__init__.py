"""What nobody answered or looked at in a group for too long: it becomes a task, or goes to somebody else."""
