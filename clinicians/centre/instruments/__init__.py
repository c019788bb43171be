"""Which questionnaires can be asked in which languages."""
