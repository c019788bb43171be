"""Which questionnaires are asked of whom, and when."""
